// What the painters of scenes have in common: pictures, chance, and shapes that lie in a picture.
#pragma once
#include "Guard.h"
#include "include/CVisionScenes.h"
#include <cstdint>
#include <opencv2/core.hpp>
#include <vector>

namespace cvision {

// The caller's pixels, looked at in place.
cv::Mat mat(CVScenePicture p, bool drawing = false);

// SplitMix64: seeds of neighbours give unrelated numbers.
struct Random {
  uint64_t state;
  uint64_t next() {
    uint64_t z = (state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }
  float unit() { return float(next() >> 40) / float(1 << 24); }
  float in(float low, float high) { return low + (high - low) * unit(); }
};

std::vector<cv::Point2f> corners(const float quad[8]);

// The part of the picture that the quad covers; empty if none.
cv::Rect bounds(const std::vector<cv::Point2f> &points, const cv::Mat &picture);

} // namespace cvision
