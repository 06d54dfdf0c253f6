// What a camera makes of a scene: blur, noise, tone, a caption, compression.
#include "SceneShapes.h"
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

using namespace cvision;

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
