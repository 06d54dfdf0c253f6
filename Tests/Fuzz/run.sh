#!/usr/bin/env bash
# Fuzzes the picture decoder's front door: libFuzzer over the project's own sources, with the address sanitizer.
#   Tests/Fuzz/run.sh [SECONDS]   fuzzes for so long (default 60); a crash is an exit status and a file to look at
#   Tests/Fuzz/run.sh prove       builds a faulty decoder and demands that the fuzzer finds the fault
set -euo pipefail
cd "$(dirname "$0")/../.."

mode=${1:-60}
build=.build/fuzz
planted=()
if [ "$mode" = prove ]; then
  build=.build/fuzz-planted
  planted=(-D PLANTED)
fi
mkdir -p "$build/corpus" "$build/objects"
tools=$(dirname "$(readlink -f "$(command -v swiftc)")")

# The shim, as the package builds it, with the sanitizer in every object; the way of large photographs begins at small ones.
for source in Picture Glance Status; do
  "$tools/clang++" -std=c++17 -O1 -g -fsanitize=address,fuzzer-no-link -isystem/usr/include/opencv4 \
    -D LARGE_JPEG=256 -ISources/CVision/include -ISources/CVision -c "Sources/CVision/$source.cpp" -o "$build/objects/$source.o"
done
cat >"$build/module.modulemap" <<MAP
module CVision { header "$PWD/Sources/CVision/include/CVision.h" export * }
MAP

flags=(-O -g -sanitize=fuzzer,address -swift-version 6 -parse-as-library -enable-upcoming-feature InternalImportsByDefault
  -package-name border-gate-agent "${planted[@]}")
for module in Border FramePixels; do
  find "Sources/$module" -name '*.swift' >"$build/$module.list"
  swiftc "${flags[@]}" -module-name "$module" -I "$build" -emit-module -emit-module-path "$build/$module.swiftmodule" \
    -emit-object -whole-module-optimization -o "$build/objects/$module.o" @"$build/$module.list"
done
swiftc "${flags[@]}" -module-name PictureFuzzer -I "$build" Tests/Fuzz/PictureFuzzer.swift \
  Sources/Recognition/Pictures/*.swift Sources/Recognition/Plates/{GroundColour,QuadGeometry}.swift \
  Sources/Recognition/Presence/Glance.swift \
  "$build"/objects/*.o -lopencv_core -lopencv_imgproc -lopencv_imgcodecs -lstdc++ -o "$build/picture-fuzzer"

# Whole pictures to start from: the smallest of each format that the decoder knows.
python3 - "$build/corpus" <<'PYTHON'
import base64, pathlib, sys, zlib, struct
folder = pathlib.Path(sys.argv[1])
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
(folder / "one.png").write_bytes(
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0abcdef\0ghijkl")) + chunk(b"IEND", b""))
(folder / "one.bmp").write_bytes(
    b"BM" + struct.pack("<IHHIIiiHHIIiiII", 70, 0, 0, 54, 40, 2, 2, 1, 24, 0, 16, 0, 0, 0, 0) + b"\x7f" * 16)
(folder / "one.pgm").write_bytes(b"P5 4 4 255\n0123456789abcdef")
# What another decoder of the library would take, and end the program over.
(folder / "one.dcm").write_bytes(b"\5" * 127 + b"\xff" + b"DICM\xff\xd9\x21")
(folder / "one.jpg").write_bytes(base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////"
    "////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z"))
(folder / "one.tiff").write_bytes(base64.b64decode(
    "SUkqABgAAACAB5kAoPEx4FqEK1WKuAgADAAAAQMAAQAAAAIAAAABAQMAAQAAAAIAAAACAQMAAwAAAK4AAAADAQMAAQAAAAUAAAAGAQMAAQAAAAIAAAARAQQAAQAA"
    "AAgAAAAVAQMAAQAAAAMAAAAWAQMAAQAAAAIAAAAXAQQAAQAAAA8AAAAcAQMAAQAAAAEAAAA9AQMAAQAAAAIAAABTAQMAAwAAALQAAAAAAAAACAAIAAgAAQABAAEA"))
(folder / "one.webp").write_bytes(base64.b64decode(
    "UklGRjQAAABXRUJQVlA4ICgAAACwAQCdASoCAAIAAsBMJQBOgCHe08gAAP72+/fqhrApvK7HpLpcWgAA"))
PYTHON

export SWIFT_BACKTRACE=enable=no OPENCV_IO_MAX_IMAGE_PIXELS=1000000 OPENCV_LOG_LEVEL=SILENT
options=(-max_len=4096 -rss_limit_mb=1024 -timeout=20 -print_final_stats=1 -artifact_prefix="$build/")
if [ "$mode" = prove ]; then
  if "$build/picture-fuzzer" "${options[@]}" -max_total_time=60 "$build/corpus" 2>"$build/log"; then
    echo "fuzz: the planted fault was not found in 60 s: the fuzzer is blind; see $build/log" >&2
    exit 1
  fi
  grep -q 'heap-buffer-overflow' "$build/log" || { echo "fuzz: it ended for another reason; see $build/log" >&2; exit 1; }
  echo "fuzz: the planted fault was found"
else
  "$build/picture-fuzzer" "${options[@]}" -max_total_time="$mode" "$build/corpus" 2>"$build/log" ||
    { tail -30 "$build/log" >&2; echo "fuzz: crashed; the input lies in $build" >&2; exit 1; }
  grep -E 'number_of_executed_units|new_units_added' "$build/log"
fi
