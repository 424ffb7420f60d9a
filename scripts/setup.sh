# Sourced by ./run and ./test: makes .venv from the lock, with hashes, and installs the checkout into it.
# Usage: setup_environment run|dev

say() { if [ "${YUANQU_LANG:-${LANG:-zh}}" = en ] || [[ "${LANG:-}" == en* ]]; then echo "$2"; else echo "$1"; fi; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$candidate"; return; }
    done
    return 1
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null 2>&1; then sudo -n "$@"; else return 1; fi; }

# install_debian PACKAGE… : on a Debian-like machine, with the rights to do it; else says what is missing
install_debian() {
    command -v apt-get >/dev/null 2>&1 || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

make_venv() {
    "$1" -m venv .venv >/dev/null 2>&1 && .venv/bin/python -m pip --version >/dev/null 2>&1 && return
    say "本机 Python 缺少 venv，尝试安装 python3-venv…" "This Python lacks venv; trying to install python3-venv…"
    rm -rf .venv
    install_debian python3-venv || true
    "$1" -m venv .venv || {
        say "无法建立虚拟环境：请安装 python3-venv 后重试。" "Can't make a virtual environment: install python3-venv and try again."
        return 1
    }
}

setup_environment() {
    local lock="requirements/$1.lock" stamp=".venv/.stamp-$1" python wanted
    wanted=$(cat "$lock" pyproject.toml | sha256sum | cut -d' ' -f1)
    if [ -x .venv/bin/yuanqu ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted$PWD" ]; then return 0; fi
    python=$(find_python) || {
        say "需要 Python 3.11 或更新的版本。" "Python 3.11 or newer is needed."
        return 1
    }
    if [ ! -x .venv/bin/python ] || [ "$(cat .venv/.place 2>/dev/null)" != "$PWD" ]; then
        say "[1/3] 建立环境 .venv（$($python --version)）" "[1/3] Making the environment .venv ($($python --version))"
        rm -rf .venv
        make_venv "$python" || return 1
        printf %s "$PWD" >.venv/.place
    fi
    say "[2/3] 安装依赖（$(grep -c == "$lock") 个包，校验散列）…" "[2/3] Installing $(grep -c == "$lock") packages, hashes checked…"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" || {
        say "依赖安装失败：检查网络后重试。" "Installing the dependencies failed: check the network and try again."
        return 1
    }
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . || return 1
    printf %s "$wanted$PWD" >"$stamp"
}
