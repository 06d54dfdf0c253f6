#include "SceneShapes.h"
#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cvision {

cv::Mat mat(CVScenePicture p, bool drawing) {
  if (!p.bgr || p.width <= 0 || p.height <= 0) throw std::invalid_argument("empty picture");
  if (p.channels != 3 && !(drawing && p.channels == 4)) throw std::invalid_argument("channels");
  return cv::Mat(p.height, p.width, CV_8UC(p.channels), p.bgr, size_t(p.stride));
}

std::vector<cv::Point2f> corners(const float quad[8]) {
  std::vector<cv::Point2f> points;
  for (int i = 0; i < 4; i++) points.emplace_back(quad[2 * i], quad[2 * i + 1]);
  return points;
}

cv::Rect bounds(const std::vector<cv::Point2f> &points, const cv::Mat &picture) {
  float left = 1e9f, top = 1e9f, right = -1e9f, bottom = -1e9f;
  for (auto &p : points) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) return {};
    left = std::min(left, p.x), right = std::max(right, p.x);
    top = std::min(top, p.y), bottom = std::max(bottom, p.y);
  }
  const float limit = 1e6f;
  left = std::max(left, -limit), top = std::max(top, -limit);
  right = std::min(right, limit), bottom = std::min(bottom, limit);
  cv::Rect box(cv::Point(int(std::floor(left)), int(std::floor(top))),
               cv::Point(int(std::ceil(right)) + 1, int(std::ceil(bottom)) + 1));
  return box & cv::Rect(0, 0, picture.cols, picture.rows);
}

} // namespace cvision
