#!/bin/sh
# Never run: written and looked at on Linux. It makes the package of @NAME@ @VERSION@ on macOS 13 or later.
#
#   sh build.sh [--application IDENTITY --installer IDENTITY --notary PROFILE]
#
# Wanted: Python 3.11 to 3.13 from python.org, the command line tools of Xcode; for a signature two Developer ID
# identities in the keychain, and for notarisation a profile of `xcrun notarytool store-credentials`.
set -eu
APPLICATION="" INSTALLER="" NOTARY=""
while [ $# -gt 0 ]; do
    case "$1" in
        --application) APPLICATION=$2; shift 2 ;;
        --installer) INSTALLER=$2; shift 2 ;;
        --notary) NOTARY=$2; shift 2 ;;
        *) echo "unknown: $1" >&2; exit 2 ;;
    esac
done
HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
cd "$ROOT"
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install --require-hashes --only-binary :all: --no-deps -r resources/packaging/requirements-dev.txt
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0
.venv/bin/python build_installer.py freeze

STAGE=$ROOT/build/macos
rm -rf "$STAGE"
mkdir -p "$STAGE/root/Library/@NAME@" "$STAGE/root/usr/local/bin" "$STAGE/root/Library/LaunchDaemons" "$STAGE/scripts"
cp -R "dist/@NAME@/" "$STAGE/root/Library/@NAME@/"
for program in @PROGRAMS_SH@; do
    ln -s "/Library/@NAME@/@NAME@" "$STAGE/root/usr/local/bin/$program"
done
cp "$HERE/sync.plist" "$STAGE/root/Library/LaunchDaemons/@LABEL@.sync.plist"
cp "$HERE/preinstall" "$HERE/postinstall" "$STAGE/scripts/"
chmod 755 "$STAGE/scripts/preinstall" "$STAGE/scripts/postinstall"

if [ -n "$APPLICATION" ]; then
    # every library first, the program last; the hardened runtime, and what it is let do
    find "$STAGE/root/Library/@NAME@" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
        xargs -0 codesign --force --timestamp --options runtime --sign "$APPLICATION"
    codesign --force --timestamp --options runtime --entitlements "$HERE/entitlements.plist" \
        --sign "$APPLICATION" "$STAGE/root/Library/@NAME@/@NAME@"
    codesign --verify --strict "$STAGE/root/Library/@NAME@/@NAME@"
else
    echo "not signed: Gatekeeper will refuse it on other machines" >&2
fi
pkgbuild --root "$STAGE/root" --scripts "$STAGE/scripts" --identifier "@LABEL@" --version "@VERSION@" \
    --ownership recommended "$STAGE/station.pkg"
OUT=$ROOT/dist/@NAME@-@VERSION@.pkg
if [ -n "$INSTALLER" ]; then
    productbuild --distribution "$HERE/distribution.xml" --package-path "$STAGE" --sign "$INSTALLER" "$OUT"
else
    productbuild --distribution "$HERE/distribution.xml" --package-path "$STAGE" "$OUT"
fi
if [ -n "$NOTARY" ]; then
    xcrun notarytool submit "$OUT" --keychain-profile "$NOTARY" --wait
    xcrun stapler staple "$OUT"
fi
shasum -a 256 "$OUT"
