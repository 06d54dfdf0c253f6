// Dirt and grain on a plate.
#include "SceneShapes.h"
#include <algorithm>
#include <opencv2/imgproc.hpp>

using namespace cvision;

namespace {

// Clouds: three octaves of smooth noise, 0…255, `side` pixels square.
cv::Mat clouds(int side, int cells, Random &random) {
  cv::Mat sum(side, side, CV_32F, cv::Scalar(0));
  float weight = 0.55f;
  for (int octave = 0; octave < 3; octave++) {
    int n = std::max(2, std::min(side, cells << (2 * octave)));
    cv::Mat coarse(n, n, CV_32F);
    for (int y = 0; y < n; y++)
      for (int x = 0; x < n; x++) coarse.at<float>(y, x) = random.unit();
    cv::Mat fine;
    cv::resize(coarse, fine, sum.size(), 0, 0, cv::INTER_CUBIC);
    sum += fine * weight;
    weight *= 0.55f;
  }
  cv::normalize(sum, sum, 0, 255, cv::NORM_MINMAX);
  cv::Mat out;
  sum.convertTo(out, CV_8U);
  return out;
}

// `map` (grey, square) laid into the quad: the covered part of the picture, 0 outside the quad.
cv::Mat laid(const cv::Mat &map, const std::vector<cv::Point2f> &points, const cv::Rect &box) {
  const float side = float(map.cols);
  std::vector<cv::Point2f> from = {{-.5f, -.5f}, {side - .5f, -.5f}, {side - .5f, side - .5f}, {-.5f, side - .5f}};
  std::vector<cv::Point2f> to;
  for (auto &p : points) to.emplace_back(p.x - float(box.x), p.y - float(box.y));
  cv::Mat warped;
  cv::warpPerspective(map, warped, cv::getPerspectiveTransform(from, to), box.size(), cv::INTER_LINEAR,
                      cv::BORDER_CONSTANT, cv::Scalar(0));
  return warped;
}

} // namespace

extern "C" int cv_scene_stain(
    CVScenePicture picture, const float quad[8], float strength, float cover, int cells, const uint8_t bgr[3],
    uint64_t seed) {
  return guarded([&] {
    cv::Mat target = mat(picture, true);
    auto points = corners(quad);
    cv::Rect box = bounds(points, target);
    if (box.empty() || strength <= 0) return;
    Random random{seed};
    cv::Mat map = clouds(192, cells, random);
    // Only what rises above the threshold is a stain; the edge of a stain is soft.
    cv::Mat levels(1, 256, CV_8U);
    for (int i = 0; i < 256; i++) {
      float over = (float(i) / 255.f - (1 - cover)) / 0.35f;
      levels.at<uint8_t>(0, i) = cv::saturate_cast<uint8_t>(255 * strength * std::clamp(over, 0.f, 1.f));
    }
    cv::LUT(map, levels, map);
    cv::Mat alpha = laid(map, points, box);
    for (int y = 0; y < box.height; y++) {
      uint8_t *out = target.ptr<uint8_t>(box.y + y) + picture.channels * box.x;
      const uint8_t *a = alpha.ptr<uint8_t>(y);
      for (int x = 0; x < box.width; x++, out += picture.channels) {
        const int m = a[x];
        if (!m) continue;
        for (int c = 0; c < 3; c++) out[c] = uint8_t((out[c] * (255 - m) + bgr[c] * m + 127) / 255);
      }
    }
  });
}

extern "C" int cv_scene_grain(CVScenePicture picture, const float quad[8], float strength, int cells, uint64_t seed) {
  return guarded([&] {
    cv::Mat target = mat(picture, true);
    auto points = corners(quad);
    cv::Rect box = bounds(points, target);
    if (box.empty() || strength <= 0) return;
    Random random{seed};
    cv::Mat map = clouds(512, cells, random);
    cv::max(map, 1, map);  // 0 is left for "outside the quad"
    cv::Mat grain = laid(map, points, box);
    for (int y = 0; y < box.height; y++) {
      uint8_t *out = target.ptr<uint8_t>(box.y + y) + picture.channels * box.x;
      const uint8_t *g = grain.ptr<uint8_t>(y);
      for (int x = 0; x < box.width; x++, out += picture.channels) {
        if (!g[x]) continue;
        const int factor = 256 + int((float(g[x]) - 128.f) * 2.f * strength);
        for (int c = 0; c < 3; c++) out[c] = cv::saturate_cast<uint8_t>((out[c] * factor) >> 8);
      }
    }
  });
}
