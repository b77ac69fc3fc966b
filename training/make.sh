#!/bin/sh
# From nothing to the shipped files of one model; stopped (Ctrl-C), the same command goes on where it was.
#
#   sh training/make.sh yolo_tiny [DIR]      or ssd_lite; DIR (default .cache/training) takes pictures and run
#
# Environment: EPOCHS (default 60), PYTHON (default python3).
set -eu
cd "$(dirname "$0")/.."
model=${1:?say which model: yolo_tiny or ssd_lite}
dir=${2:-.cache/training}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
python=${PYTHON:-python3}

npm run world -- --suite train --samples 3 --out "$dir/train"
npm run world -- --suite val --samples 3 --out "$dir/val"
cd training
"$python" -m "$model.train" --train "$dir/train" --val "$dir/val" --out "$dir/$model" --epochs "${EPOCHS:-60}"
"$python" -m "$model.export" --weights "$dir/$model/average.pt"
