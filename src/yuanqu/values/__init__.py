"""Values shared by every layer: bilingual text, periods, units, decimals."""

from yuanqu.values.money import split_fen, to_fen
from yuanqu.values.period import Period
from yuanqu.values.text import Language, Text
from yuanqu.values.units import Unit, convert, unit

__all__ = ["Language", "Period", "Text", "Unit", "convert", "split_fen", "to_fen", "unit"]
