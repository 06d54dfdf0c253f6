#include "Decoding.h"
#include "include/CVisionVideo.h"
#include <cstdlib>
#include <cstring>
#include <new>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <vector>

struct cvision_video {
  cv::VideoCapture capture;
  cv::Mat frame;
};

namespace {
uint8_t *copy(const uint8_t *from, size_t count) {
  auto *bytes = static_cast<uint8_t *>(std::malloc(count));
  if (bytes) std::memcpy(bytes, from, count);
  return bytes;
}

bool hand_over(const cv::Mat &mat, cvision_pixels *into) {
  if (mat.empty() || mat.type() != CV_8UC3) return false;
  cv::Mat whole = mat.isContinuous() ? mat : mat.clone();
  into->bytes = copy(whole.data, whole.total() * whole.elemSize());
  into->width = whole.cols;
  into->height = whole.rows;
  return into->bytes != nullptr;
}
}  // namespace

void cvision_pixels_free(uint8_t *bytes) { std::free(bytes); }

cvision_video *cvision_video_open(const char *path) {
  try {
    auto *video = new cvision_video;
    // FFmpeg alone: the other backends would take a path for a device or a pattern of numbered pictures.
    if (video->capture.open(path, cv::CAP_FFMPEG)) return video;
    delete video;
  } catch (const std::exception &) {
  }
  return nullptr;
}

cvision_video *cvision_video_open_stream(const char *address, int open_limit, int read_limit) {
  try {
    auto *video = new cvision_video;
    const std::vector<int> limits = {cv::CAP_PROP_OPEN_TIMEOUT_MSEC, open_limit, cv::CAP_PROP_READ_TIMEOUT_MSEC,
                                     read_limit};
    if (video->capture.open(address, cv::CAP_FFMPEG, limits)) return video;
    delete video;
  } catch (const std::exception &) {
  }
  return nullptr;
}

void cvision_video_close(cvision_video *video) { delete video; }

double cvision_video_rate(const cvision_video *video) {
  try {
    return video->capture.get(cv::CAP_PROP_FPS);
  } catch (const std::exception &) {
    return 0;
  }
}

cvision_video_result cvision_video_read(cvision_video *video, cvision_pixels *into) {
  try {
    if (!video->capture.read(video->frame)) return CVISION_VIDEO_END;
    return hand_over(video->frame, into) ? CVISION_VIDEO_FRAME : CVISION_VIDEO_ERROR;
  } catch (const std::exception &) {
    return CVISION_VIDEO_ERROR;
  }
}

int cvision_still_decode(const uint8_t *bytes, size_t count, cvision_pixels *into) {
  try {
    cv::Mat data(1, static_cast<int>(count), CV_8U, const_cast<uint8_t *>(bytes));
    return hand_over(cvision::decode(data, cv::IMREAD_COLOR), into) ? 0 : 1;
  } catch (const std::exception &) {
    return 1;
  }
}

int cvision_still_encode_png(const uint8_t *pixels, int width, int height, size_t bytes_per_row, cvision_raw kind,
                             uint8_t **bytes, size_t *count) {
  try {
    auto *data = const_cast<uint8_t *>(pixels);
    cv::Mat picture;
    auto view = [&](int rows, int type) { return cv::Mat(rows, width, type, data, bytes_per_row); };
    switch (kind) {
      case CVISION_RAW_GREY: picture = view(height, CV_8UC1); break;
      case CVISION_RAW_BGR: picture = view(height, CV_8UC3); break;
      case CVISION_RAW_RGB: cv::cvtColor(view(height, CV_8UC3), picture, cv::COLOR_RGB2BGR); break;
      case CVISION_RAW_YUYV: cv::cvtColor(view(height, CV_8UC2), picture, cv::COLOR_YUV2BGR_YUYV); break;
      case CVISION_RAW_UYVY: cv::cvtColor(view(height, CV_8UC2), picture, cv::COLOR_YUV2BGR_UYVY); break;
      case CVISION_RAW_NV12: cv::cvtColor(view(height * 3 / 2, CV_8UC1), picture, cv::COLOR_YUV2BGR_NV12); break;
    }
    std::vector<uchar> png;
    if (!cv::imencode(".png", picture, png)) return 1;
    *bytes = copy(png.data(), png.size());
    *count = png.size();
    return *bytes ? 0 : 1;
  } catch (const std::exception &) {
    return 1;
  }
}

int cvision_still_levels(const uint8_t *bytes, size_t count, int columns, int rows, uint8_t *levels) {
  try {
    cv::Mat data(1, static_cast<int>(count), CV_8U, const_cast<uint8_t *>(bytes));
    cv::Mat small = cvision::decode(data, cv::IMREAD_REDUCED_GRAYSCALE_8);
    if (small.empty()) return 1;
    cv::Mat target(rows, columns, CV_8U, levels);
    cv::resize(small, target, target.size(), 0, 0, cv::INTER_AREA);
    return 0;
  } catch (const std::exception &) {
    return 1;
  }
}
