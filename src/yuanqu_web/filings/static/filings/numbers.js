// Numbers as people type them, exactly: no binary fractions.
const WIDE = /[\uff01-\uff5e]/g;

// Full-width signs become half-width; separators and blanks go; the rest stays for the server to judge.
export function fold(text) {
  return text
    .replace(WIDE, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u2212\u2013\u2014]/g, "-")
    .replace(/[\s\u00a0\u3000,]/g, "");
}

// "1234.50" as {digits: 123450n, scale: 2}; null for anything that isn't a plain number.
export function parse(text) {
  const plain = fold(text ?? "");
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(plain);
  if (!match || !(match[2] || match[3])) return null;
  const fraction = match[3] ?? "";
  const digits = BigInt(`${match[2]}${fraction}` || "0");
  return { digits: match[1] === "-" ? -digits : digits, scale: fraction.length };
}

export function format({ digits, scale }) {
  const negative = digits < 0n;
  let text = (negative ? -digits : digits).toString().padStart(scale + 1, "0");
  if (scale) text = `${text.slice(0, -scale)}.${text.slice(-scale)}`.replace(/\.?0+$/, "");
  return (negative && /[1-9]/.test(text) ? "-" : "") + text;
}

export function add(texts) {
  const numbers = texts.map(parse).filter(Boolean);
  if (!numbers.length) return "";
  const scale = Math.max(...numbers.map((one) => one.scale));
  const digits = numbers.reduce((sum, one) => sum + one.digits * 10n ** BigInt(scale - one.scale), 0n);
  return format({ digits, scale });
}

// Move the decimal point: +4 from 万元 to 元, -4 back. What isn't a number stays as typed.
export function shift(text, places) {
  const number = parse(text);
  if (!number) return text;
  const scale = number.scale - places;
  return scale >= 0 ? format({ digits: number.digits, scale }) : format({ digits: number.digits * 10n ** BigInt(-scale), scale: 0 });
}

export function thousands(text) {
  const number = parse(text);
  if (!number) return text;
  const [whole, fraction] = format(number).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction ? `.${fraction}` : "");
}
