#!/bin/sh
# The empty language `plates` (digits and Latin letters): tesseract_start.sh WORK
# Needs Debian's tesseract-ocr. WORK/plates/plates.traineddata holds its character set; tesseract_write.py adds the net.
set -eu
work=$1
mkdir -p "$work/langdata"
printf '%s\n' 0 1 2 3 4 5 6 7 8 9 A B C D E F G H I J K L M N O P Q R S T U V W X Y Z > "$work/chars.txt"
unicharset_extractor --norm_mode 1 --output_unicharset "$work/unicharset" "$work/chars.txt"
printf '# none\n' > "$work/langdata/radical-stroke.txt"   # a missing or empty file fails
combine_lang_model --input_unicharset "$work/unicharset" --script_dir "$work/langdata" \
    --output_dir "$work" --lang plates --pass_through_recoder
