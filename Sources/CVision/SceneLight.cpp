// Light: lamps, reflectors and what covers them, glare.
#include "SceneShapes.h"
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

using namespace cvision;

namespace {

// Fills a convex shape, given in the picture, in the mask of a part of it.
void fill(cv::Mat &mask, const std::vector<cv::Point2f> &points, const cv::Rect &box, int value) {
  std::vector<cv::Point> fixed;
  for (auto &p : points)
    fixed.emplace_back(int(std::lround((p.x - float(box.x)) * 16)), int(std::lround((p.y - float(box.y)) * 16)));
  cv::fillConvexPoly(mask, fixed, cv::Scalar(value), cv::LINE_AA, 4);
}

} // namespace

extern "C" int cv_scene_light(
    CVScenePicture picture, const float ambientBGR[3], const CVSceneLight *lights, int lightCount,
    const CVSceneReflector *reflectors, int reflectorCount, const CVSceneCover *covers, int coverCount,
    float saturation, float vignette) {
  return guarded([&] {
    cv::Mat target = mat(picture);
    // Light changes slowly: it is computed at a quarter of the size, where a surface edge does not matter.
    const int step = 4;
    const int w = (picture.width + step - 1) / step + 1, h = (picture.height + step - 1) / step + 1;
    cv::Mat coarse(h, w, CV_32FC3, cv::Scalar(ambientBGR[0], ambientBGR[1], ambientBGR[2]));
    for (int i = 0; i < lightCount; i++) {
      const CVSceneLight &l = lights[i];
      if (!(l.radiusX > 0) || !(l.radiusY > 0) || !std::isfinite(l.x) || !std::isfinite(l.y)) continue;
      for (int y = 0; y < h; y++) {
        const float dy = (float(y * step) - l.y) / l.radiusY;
        float *row = coarse.ptr<float>(y);
        for (int x = 0; x < w; x++) {
          const float dx = (float(x * step) - l.x) / l.radiusX;
          const float fall = 1.f / (1.f + 2.f * (dx * dx + dy * dy));
          const float g = fall * fall;
          row[3 * x] += l.blue * g, row[3 * x + 1] += l.green * g, row[3 * x + 2] += l.red * g;
        }
      }
    }
    if (vignette > 0) {
      for (int y = 0; y < h; y++) {
        const float dy = 2.f * float(y) / float(h) - 1;
        float *row = coarse.ptr<float>(y);
        for (int x = 0; x < w; x++) {
          const float dx = 2.f * float(x) / float(w) - 1;
          const float f = 1 - vignette * 0.5f * (dx * dx + dy * dy);
          for (int c = 0; c < 3; c++) row[3 * x + c] *= f;
        }
      }
    }
    cv::Mat gains;
    coarse.convertTo(gains, CV_16SC3, 256);  // 8.8 fixed point, up to 127-fold
    cv::Mat light;
    cv::resize(gains, light, cv::Size(w * step, h * step), 0, 0, cv::INTER_LINEAR);
    for (int i = 0; i < reflectorCount; i++) {
      auto points = corners(reflectors[i].quad);
      cv::Rect box = bounds(points, target);
      if (box.empty()) continue;
      cv::Mat mask(box.size(), CV_8U, cv::Scalar(0));
      fill(mask, points, box, 255);
      for (int c = 0; c < coverCount; c++)
        if (covers[c].over > i) fill(mask, corners(covers[c].quad), box, 0);
      for (int y = 0; y < box.height; y++) {
        short *l = light.ptr<short>(box.y + y) + 3 * box.x;
        const uint8_t *m = mask.ptr<uint8_t>(y);
        for (int x = 0; x < box.width; x++, l += 3) {
          if (!m[x]) continue;
          const float g = 1 + (reflectors[i].gain - 1) * float(m[x]) / 255.f;
          for (int c = 0; c < 3; c++) l[c] = cv::saturate_cast<short>(float(l[c]) * g);
        }
      }
    }
    const int keep = int(std::lround(256 * std::clamp(saturation, 0.f, 2.f)));
    for (int y = 0; y < picture.height; y++) {
      uint8_t *out = target.ptr<uint8_t>(y);
      const short *l = light.ptr<short>(y);
      for (int x = 0; x < picture.width; x++, out += 3, l += 3) {
        const int b = (out[0] * l[0]) >> 8, g = (out[1] * l[1]) >> 8, r = (out[2] * l[2]) >> 8;
        const int grey = (29 * b + 150 * g + 77 * r) >> 8;
        out[0] = cv::saturate_cast<uint8_t>(grey + (((b - grey) * keep) >> 8));
        out[1] = cv::saturate_cast<uint8_t>(grey + (((g - grey) * keep) >> 8));
        out[2] = cv::saturate_cast<uint8_t>(grey + (((r - grey) * keep) >> 8));
      }
    }
  });
}

extern "C" int cv_scene_glare(
    CVScenePicture picture, float x, float y, float core, float halo, float strength, const float bgr[3]) {
  return guarded([&] {
    cv::Mat target = mat(picture);
    if (!(core > 0) || !(halo > 0) || !std::isfinite(x) || !std::isfinite(y)) return;
    const float reach = std::min(halo * 4, float(std::max(picture.width, picture.height)));
    if (std::abs(x) > 1e6f || std::abs(y) > 1e6f) return;
    cv::Rect box(int(x - reach), int(y - reach), int(2 * reach) + 1, int(2 * reach) + 1);
    box &= cv::Rect(0, 0, picture.width, picture.height);
    if (box.empty()) return;
    for (int row = box.y; row < box.y + box.height; row++) {
      uint8_t *out = target.ptr<uint8_t>(row) + 3 * box.x;
      const float dy = float(row) - y;
      for (int column = box.x; column < box.x + box.width; column++, out += 3) {
        const float dx = float(column) - x;
        const float d2 = dx * dx + dy * dy;
        const float edge = std::max(0.f, 1 - d2 / (reach * reach));
        const float disc = d2 < core * core ? 1.f : std::exp(-(std::sqrt(d2) - core) / (0.35f * core));
        const float veil = 1.f / (1.f + 6.f * d2 / (halo * halo));
        const float streak = std::exp(-std::abs(dy) / (0.12f * core + 0.6f)) * std::exp(-std::abs(dx) / (1.2f * halo)) +
                             0.6f * std::exp(-std::abs(dx) / (0.12f * core + 0.6f)) * std::exp(-std::abs(dy) / halo);
        const float light = 255 * strength * edge * (1.6f * disc + 0.42f * veil * veil + 0.3f * streak);
        for (int c = 0; c < 3; c++) out[c] = cv::saturate_cast<uint8_t>(float(out[c]) + light * bgr[c]);
      }
    }
  });
}
