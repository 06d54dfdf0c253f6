#include "CVisionScenes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <opencv2/core.hpp>
#include <stdexcept>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace {

// Nothing of C++ may reach Swift: an exception that does ends the process.
template <typename Body>
int guarded(Body body) noexcept {
  try {
    body();
    return 0;
  } catch (...) {
    return -1;
  }
}

cv::Mat mat(CVScenePicture p, bool drawing = false) {
  if (!p.bgr || p.width <= 0 || p.height <= 0) throw std::invalid_argument("empty picture");
  if (p.channels != 3 && !(drawing && p.channels == 4)) throw std::invalid_argument("channels");
  return cv::Mat(p.height, p.width, CV_8UC(p.channels), p.bgr, size_t(p.stride));
}

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

std::vector<cv::Point2f> corners(const float quad[8]) {
  std::vector<cv::Point2f> points;
  for (int i = 0; i < 4; i++) points.emplace_back(quad[2 * i], quad[2 * i + 1]);
  return points;
}

// The part of the picture that the quad covers; empty if none.
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

// Fills a convex shape, given in the picture, in the mask of a part of it.
void fill(cv::Mat &mask, const std::vector<cv::Point2f> &points, const cv::Rect &box, int value) {
  std::vector<cv::Point> fixed;
  for (auto &p : points)
    fixed.emplace_back(int(std::lround((p.x - float(box.x)) * 16)), int(std::lround((p.y - float(box.y)) * 16)));
  cv::fillConvexPoly(mask, fixed, cv::Scalar(value), cv::LINE_AA, 4);
}

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

}  // namespace

extern "C" int cv_scene_take_bgra(CVScenePicture picture, const uint8_t *bgra, int stride) {
  return guarded([&] {
    cv::Mat target = mat(picture);
    const cv::Mat source(picture.height, picture.width, CV_8UC4, const_cast<uint8_t *>(bgra), size_t(stride));
    cv::cvtColor(source, target, cv::COLOR_BGRA2BGR);
  });
}

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

extern "C" int cv_scene_rain(CVScenePicture picture, float amount, uint64_t seed) {
  return guarded([&] {
    cv::Mat target = mat(picture);
    if (amount <= 0) return;
    Random random{seed};
    const float scale = float(picture.height) / 720.f;
    // Haze: rain between the camera and what it sees lifts the dark parts.
    cv::Mat haze(1, 256, CV_8U);
    for (int i = 0; i < 256; i++)
      haze.at<uint8_t>(0, i) = cv::saturate_cast<uint8_t>(float(i) * (1 - 0.22f * amount) + 26.f * amount);
    cv::LUT(target, haze, target);
    cv::Mat streaks(picture.height, picture.width, CV_8U, cv::Scalar(0));
    const float slant = random.in(-0.25f, 0.25f);
    const int count = int(900 * amount);
    for (int i = 0; i < count; i++) {
      const float x = random.in(-20, float(picture.width) + 20), y = random.in(-60, float(picture.height));
      const float length = random.in(8, 46) * scale;
      cv::line(streaks, cv::Point(int(x * 8), int(y * 8)),
               cv::Point(int((x + slant * length) * 8), int((y + length) * 8)),
               cv::Scalar(random.in(25, 110)), random.unit() < 0.15f ? 2 : 1, cv::LINE_AA, 3);
    }
    cv::blur(streaks, streaks, cv::Size(1, 3));
    for (int y = 0; y < picture.height; y++) {
      uint8_t *out = target.ptr<uint8_t>(y);
      const uint8_t *s = streaks.ptr<uint8_t>(y);
      for (int x = 0; x < picture.width; x++, out += 3) {
        if (!s[x]) continue;
        for (int c = 0; c < 3; c++) out[c] = uint8_t(out[c] + (215 - out[c]) * s[x] / 320 * (out[c] < 215));
      }
    }
    // Drops on the glass show what is behind them blurred and upside down; small ones just smear.
    const int drops = int(14 * amount * random.unit());
    for (int i = 0; i < drops; i++) {
      const int r = int(random.in(5, 18) * scale);
      const int cx = int(random.in(0, float(picture.width))), cy = int(random.in(0, float(picture.height)));
      cv::Rect box(cx - r, cy - r, 2 * r + 1, 2 * r + 1);
      box &= cv::Rect(0, 0, picture.width, picture.height);
      if (box.width < 4 || box.height < 4) continue;
      cv::Mat patch = target(box), smeared;
      cv::GaussianBlur(patch, smeared, cv::Size(0, 0), std::max(1.5, r * 0.35));
      cv::flip(smeared, smeared, 0);
      cv::Mat mask(box.size(), CV_8U, cv::Scalar(0));
      cv::circle(mask, cv::Point(cx - box.x, cy - box.y), r - 1, cv::Scalar(255), cv::FILLED, cv::LINE_AA);
      smeared.copyTo(patch, mask);
    }
  });
}

extern "C" int cv_scene_blur(CVScenePicture picture, float length, float angle, float radius) {
  return guarded([&] {
    cv::Mat target = mat(picture);
    if (length > 0.5f) {
      const int side = std::min(63, 2 * int(std::ceil(length / 2)) + 3);
      cv::Mat kernel(side, side, CV_32F, cv::Scalar(0));
      const float middle = float(side / 2);
      const int samples = side * 8;
      // Samples spread over four neighbours, so that a fraction of a pixel of motion is a fraction of a pixel of blur.
      for (int i = 0; i < samples; i++) {
        const float t = ((float(i) + 0.5f) / float(samples) - 0.5f) * std::min(length, float(side - 3));
        const float x = middle + t * std::cos(angle), y = middle + t * std::sin(angle);
        const int x0 = int(std::floor(x)), y0 = int(std::floor(y));
        const float fx = x - float(x0), fy = y - float(y0);
        for (int dy = 0; dy < 2; dy++)
          for (int dx = 0; dx < 2; dx++)
            if (y0 + dy < side && x0 + dx < side)
              kernel.at<float>(y0 + dy, x0 + dx) += (dx ? fx : 1 - fx) * (dy ? fy : 1 - fy);
      }
      kernel /= cv::sum(kernel)[0];
      cv::filter2D(target, target, -1, kernel, cv::Point(-1, -1), 0, cv::BORDER_REPLICATE);
    }
    if (radius > 0.2f) {
      // A Gaussian is nearer to a lens with its blooming than a sharp disc at these sizes, and separable.
      cv::GaussianBlur(target, target, cv::Size(0, 0), radius * 0.6, 0, cv::BORDER_REPLICATE);
    }
  });
}

extern "C" int cv_scene_noise(CVScenePicture picture, float sigma, uint64_t seed) {
  return guarded([&] {
    cv::Mat target = mat(picture);
    if (sigma <= 0) return;
    // A ring of Gaussian numbers, entered at a random place for each row: as good to the eye as fresh ones, much cheaper.
    const int size = 1 << 15;
    Random random{seed};
    std::vector<short> ring(size);
    for (auto &value : ring) {
      float sum = 0;
      for (int i = 0; i < 4; i++) sum += random.unit();
      value = cv::saturate_cast<short>((sum - 2) * 1.732f * sigma * 16);
    }
    for (int y = 0; y < picture.height; y++) {
      uint8_t *out = target.ptr<uint8_t>(y);
      uint32_t luma = uint32_t(random.next()), chroma = uint32_t(random.next());
      for (int x = 0; x < picture.width; x++, out += 3) {
        const int shared = ring[luma++ & (size - 1)];
        const int next = ring[luma & (size - 1)];
        for (int c = 0; c < 3; c++) {
          const int own = ring[chroma++ & (size - 1)];
          const int n = (10 * shared + 5 * next + 6 * own) / 16;
          // Shot noise grows with the light, so it is weak in the deepest black.
          out[c] = cv::saturate_cast<uint8_t>(out[c] + ((n * (96 + out[c])) / (16 * 224)));
        }
      }
    }
  });
}

extern "C" int cv_scene_tone(CVScenePicture picture, float contrast, float brightness, float gamma) {
  return guarded([&] {
    cv::Mat target = mat(picture);
    cv::Mat levels(1, 256, CV_8U);
    for (int i = 0; i < 256; i++) {
      const float v = std::clamp((float(i) - 128) * contrast + 128 + brightness, 0.f, 255.f);
      levels.at<uint8_t>(0, i) = cv::saturate_cast<uint8_t>(255 * std::pow(v / 255, gamma));
    }
    cv::LUT(target, levels, target);
  });
}

extern "C" int cv_scene_caption(
    CVScenePicture picture, const char *text, int x, int y, float height, const uint8_t bgr[3]) {
  return guarded([&] {
    cv::Mat target = mat(picture);
    const double scale = height / 21.0;
    const int line = std::max(1, int(std::lround(height / 11)));
    const cv::Point at(x, y);
    cv::putText(target, text, at, cv::FONT_HERSHEY_SIMPLEX, scale, cv::Scalar(0, 0, 0), line + 2, cv::LINE_AA);
    cv::putText(target, text, at, cv::FONT_HERSHEY_SIMPLEX, scale, cv::Scalar(bgr[0], bgr[1], bgr[2]), line,
                cv::LINE_AA);
  });
}

extern "C" int cv_scene_jpeg_artefacts(CVScenePicture picture, int quality) {
  return guarded([&] {
    cv::Mat target = mat(picture);
    std::vector<uint8_t> bytes;
    cv::imencode(".jpg", target, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
    cv::Mat decoded = cv::imdecode(bytes, cv::IMREAD_COLOR);
    if (decoded.size() != target.size()) throw std::runtime_error("JPEG changed its size");
    decoded.copyTo(target);
  });
}

extern "C" int cv_scene_encode_jpeg(CVScenePicture picture, int quality, uint8_t **bytes, size_t *count) {
  return guarded([&] {
    std::vector<uint8_t> buffer;
    if (!cv::imencode(".jpg", mat(picture), buffer, {cv::IMWRITE_JPEG_QUALITY, quality}))
      throw std::runtime_error("no JPEG encoder");
    auto *copy = static_cast<uint8_t *>(std::malloc(buffer.size()));
    if (!copy) throw std::bad_alloc();
    std::memcpy(copy, buffer.data(), buffer.size());
    *bytes = copy;
    *count = buffer.size();
  });
}

extern "C" void cv_scene_free(uint8_t *bytes) { std::free(bytes); }
