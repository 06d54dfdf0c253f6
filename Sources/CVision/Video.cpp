#include "Decoding.h"
#include "Guard.h"
#include "CVisionVideo.h"
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <stdexcept>
#include <vector>

using cvision::guarded;

struct cvision_video {
  cv::VideoCapture capture;
  cv::Mat frame;
};

namespace {
uint8_t *copy(const uint8_t *from, size_t count) {
  auto *bytes = static_cast<uint8_t *>(std::malloc(count));
  if (!bytes) throw std::bad_alloc();
  std::memcpy(bytes, from, count);
  return bytes;
}

void hand_over(const cv::Mat &mat, cvision_pixels *into) {
  if (mat.empty() || mat.type() != CV_8UC3) throw std::runtime_error("no decoder understands it");
  const cv::Mat whole = mat.isContinuous() ? mat : mat.clone();
  into->bytes = copy(whole.data, whole.total() * whole.elemSize());
  into->width = whole.cols;
  into->height = whole.rows;
}

// FFmpeg alone: the other backends would take a path for a device or a pattern of numbered pictures.
cvision_video *opened(const char *path, const std::vector<int> &limits) {
  cvision_video *result = nullptr;
  guarded([&] {
    auto video = std::make_unique<cvision_video>();
    if (!video->capture.open(path, cv::CAP_FFMPEG, limits)) throw std::runtime_error("FFmpeg cannot open it");
    result = video.release();
  });
  return result;
}
}  // namespace

void cvision_pixels_free(uint8_t *bytes) { std::free(bytes); }

cvision_video *cvision_video_open(const char *path) { return opened(path, {}); }

cvision_video *cvision_video_open_stream(const char *address, int open_limit, int read_limit) {
  return opened(address, {cv::CAP_PROP_OPEN_TIMEOUT_MSEC, open_limit, cv::CAP_PROP_READ_TIMEOUT_MSEC, read_limit});
}

void cvision_video_close(cvision_video *video) { delete video; }

double cvision_video_rate(const cvision_video *video) {
  double rate = 0;
  guarded([&] { rate = video->capture.get(cv::CAP_PROP_FPS); });
  return rate;
}

cvision_video_result cvision_video_read(cvision_video *video, cvision_pixels *into) {
  bool is_over = false;
  const int status = guarded([&] {
    is_over = !video->capture.read(video->frame);
    if (!is_over) hand_over(video->frame, into);
  });
  if (status != 0) return CVISION_VIDEO_ERROR;
  return is_over ? CVISION_VIDEO_END : CVISION_VIDEO_FRAME;
}

int cvision_still_decode(const uint8_t *bytes, size_t count, cvision_pixels *into) {
  return guarded([&] { hand_over(cvision::decode(cvision::encoded(bytes, count), cv::IMREAD_COLOR), into); });
}

int cvision_still_encode_png(const uint8_t *pixels, int width, int height, size_t bytes_per_row, cvision_format format,
                             uint8_t **bytes, size_t *count) {
  return guarded([&] {
    auto *data = const_cast<uint8_t *>(pixels);
    cv::Mat picture;
    const auto view = [&](int rows, int type) { return cv::Mat(rows, width, type, data, bytes_per_row); };
    switch (format) {
    case CVISION_GREY: picture = view(height, CV_8UC1); break;
    case CVISION_BGR: picture = view(height, CV_8UC3); break;
    case CVISION_RGB: cv::cvtColor(view(height, CV_8UC3), picture, cv::COLOR_RGB2BGR); break;
    case CVISION_YUYV: cv::cvtColor(view(height, CV_8UC2), picture, cv::COLOR_YUV2BGR_YUYV); break;
    case CVISION_UYVY: cv::cvtColor(view(height, CV_8UC2), picture, cv::COLOR_YUV2BGR_UYVY); break;
    case CVISION_NV12: cv::cvtColor(view(height * 3 / 2, CV_8UC1), picture, cv::COLOR_YUV2BGR_NV12); break;
    }
    std::vector<uint8_t> png;
    if (!cv::imencode(".png", picture, png)) throw std::runtime_error("it cannot be written as PNG");
    *bytes = copy(png.data(), png.size());
    *count = png.size();
  });
}

int cvision_still_levels(const uint8_t *bytes, size_t count, int columns, int rows, uint8_t *levels) {
  return guarded([&] {
    const cv::Mat small = cvision::decode(cvision::encoded(bytes, count), cv::IMREAD_REDUCED_GRAYSCALE_8);
    if (small.empty()) throw std::runtime_error("no decoder understands it");
    cv::Mat target(rows, columns, CV_8U, levels);
    cv::resize(small, target, target.size(), 0, 0, cv::INTER_AREA);
  });
}
