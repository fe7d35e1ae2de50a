#!/usr/bin/env bash
# What it costs to compile what is emitted, beside what another generator emits for the same document.
#
#   generator/benches/peers.sh [-n ROUNDS] DOCUMENT...
#
# The peer is installed by `cargo install` into target/peers on the first run (some minutes). Both crates are emitted, their
# dependencies are checked once, and then `cargo check` of each crate alone is timed in turns, so that whatever else the
# machine does falls on both. Printed are the least CPU seconds (user and system) of each and their ratio.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

PEER=openapi-to-rust
PEER_VERSION=0.23.0

rounds=3
if [[ ${1:-} == -n ]]; then rounds=$2; shift 2; fi
[[ $# -gt 0 ]] || { sed -n '4s/^# *//p' "${BASH_SOURCE[0]}" >&2; exit 2; }

work=$PWD/target/peers
mkdir -p "$work"
peer=$work/bin/$PEER
[[ -x $peer ]] || CARGO_TARGET_DIR=$work/build cargo install --quiet --locked --root "$work" --version "$PEER_VERSION" "$PEER"
cargo build --release --locked --quiet --package xtask
ours=${CARGO_TARGET_DIR:-target}/release/xtask
export CARGO_TARGET_DIR=$work/check CARGO_INCREMENTAL=0

# The CPU seconds of a command.
cpu() {
    local TIMEFORMAT='%U %S' out
    out=$({ time "$@" >/dev/null 2>"$work/stderr"; } 2>&1) || { cat "$work/stderr" >&2; return 1; }
    awk '{ printf "%.2f", $1 + $2 }' <<<"$out"
}

check() {
    touch "$1/src/lib.rs"
    (cd "$1" && cpu cargo check --quiet)
}

emit_peer() {
    local document=$1 folder=$2
    rm -rf "$folder"
    mkdir -p "$folder/src"
    printf '[generator]\nspec_path = "%s"\noutput_dir = "src/generated"\nmodule_name = "api"\n[features]\nenable_async_client = true\n' \
        "$document" >"$folder/openapi-to-rust.toml"
    (cd "$folder" && "$peer" generate --config openapi-to-rust.toml >/dev/null 2>"$work/refusal") || return 1
    {
        printf '[package]\nname = "peer"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n'
        cat "$folder/src/generated/REQUIRED_DEPS.toml"
    } >"$folder/Cargo.toml"
    printf '#![allow(warnings)]\npub mod generated;\n' >"$folder/src/lib.rs"
}

least() { sort -n | head -1; }
lines() { find "$1/src" -name '*.rs' -exec cat {} + | wc -l; }

printf '%-40s %10s %10s %8s %10s %10s\n' document 'ours, s' 'peer, s' ratio lines 'peer lines'
for document in "$@"; do
    document=$(realpath "$document")
    name=$(basename "$document")
    us=$work/ours/${name%.*} them=$work/theirs/${name%.*}
    "$ours" codegen --spec "$document" --out "$us" --name ours --lenient >/dev/null 2>&1
    (cd "$us" && cargo check --quiet)
    refused=
    emit_peer "$document" "$them" && (cd "$them" && cargo check --quiet 2>"$work/refusal") || refused=yes
    best_us= best_them=
    for ((round = 0; round < rounds; round++)); do
        best_us=$(printf '%s\n' $best_us "$(check "$us")" | least)
        [[ $refused ]] || best_them=$(printf '%s\n' $best_them "$(check "$them")" | least)
    done
    if [[ $refused ]]; then
        printf '%-40s %10s %10s %8s %10s   %s\n' "$name" "$best_us" - - "$(lines "$us")" "$(grep -m1 . "$work/refusal" | cut -c1-100)"
    else
        printf '%-40s %10s %10s %8s %10s %10s\n' "$name" "$best_us" "$best_them" \
            "$(awk -v a="$best_us" -v b="$best_them" 'BEGIN { printf "%.2f", a / b }')" "$(lines "$us")" "$(lines "$them")"
    fi
done
