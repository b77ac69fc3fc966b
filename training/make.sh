#!/bin/sh
# From nothing to the shipped files of one model; stopped (Ctrl-C), the same command goes on where it was.
#
#   sh training/make.sh yolo_tiny [DIR]      or ssd_lite; DIR (default .cache/training) takes pictures and runs
#
# Two stages: about half of the pictures first, then twice as many, from the weights of the first, at a lower rate.
# Environment: PYTHON (default python3).
set -eu
cd "$(dirname "$0")/.."
model=${1:?say which model: yolo_tiny or ssd_lite}
case $model in
  yolo_tiny) first=24 second=20 ;;
  ssd_lite) first=16 second=16 ;;
  *) echo "No model is called $model: yolo_tiny or ssd_lite." >&2; exit 2 ;;
esac
dir=${2:-.cache/training}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
python=${PYTHON:-python3}

npm run world -- --suite train --count 4431 --samples 3 --out "$dir/train"
npm run world -- --suite val --samples 3 --out "$dir/val"
cd training
"$python" -m "$model.train" --train "$dir/train" --val "$dir/val" --out "$dir/first/$model" \
  --limit 2128 --epochs "$first"
"$python" -m "$model.train" --train "$dir/train" --val "$dir/val" --out "$dir/$model" \
  --init "$dir/first/$model/average.pt" --limit 4431 --rate 1.5e-3 --small 0.6 --epochs "$second" --every 4
"$python" -m "$model.export" --weights "$dir/$model/average.pt"
