#include "CVisionNet.h"
#include "Guard.h"
#include "PictureHandle.h"
#include <cmath>
#include <memory>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

using cvision::guarded;

struct cvision_net {
  cv::dnn::Net net;
  cv::Mat small, blob, output;
};

int cvision_net_load(const char *path, cvision_net **net) {
  return guarded([&] {
    auto loaded = std::make_unique<cvision_net>();
    loaded->net = cv::dnn::readNetFromONNX(path);
    if (loaded->net.empty()) throw std::runtime_error("the file holds no network");
    loaded->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    loaded->net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    *net = loaded.release();
  });
}

void cvision_net_destroy(cvision_net *net) { delete net; }

static void run(cvision_net *net, const float **output, int shape[4]) {
  net->net.setInput(net->blob);
  net->output = net->net.forward();
  const cv::Mat &result = net->output;
  if (result.dims > 4 || result.depth() != CV_32F || !result.isContinuous())
    throw std::runtime_error("the network's output is not up to four dimensions of floats");
  for (int i = 0; i < 4; i++) {
    const int missing = 4 - result.dims;
    shape[i] = i < missing ? 1 : result.size[i - missing];
  }
  *output = result.ptr<float>();
}

// Room for `count` pictures of 0…1, of the same memory from call to call while the size stays.
static void prepare(cvision_net *net, int count, int width, int height) {
  const int size[] = {count, 1, height, width};
  net->blob.create(4, size, CV_32F);
}

int cvision_net_run_picture(cvision_net *net, const cvision_picture *picture, int left, int top, double scale,
                            int width, int height, const float **output, int shape[4]) {
  return guarded([&] {
    const cv::Mat &grey = picture->grey;
    if (grey.empty()) throw std::runtime_error("there is no picture");
    const cv::Rect all(0, 0, grey.cols, grey.rows);
    const cv::Mat seen = grey(cv::Rect(left, top, int(std::ceil(width / scale)), int(std::ceil(height / scale))) & all);
    const cv::Size size(std::min(width, int(std::lround(seen.cols * scale))),
                        std::min(height, int(std::lround(seen.rows * scale))));
    if (size.width < 1 || size.height < 1) throw std::runtime_error("the picture is too narrow");
    cv::resize(seen, net->small, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
    prepare(net, 1, width, height);
    net->blob.setTo(0);
    cv::Mat plane(height, width, CV_32F, net->blob.ptr<float>());
    cv::Mat filled = plane(cv::Rect(0, 0, size.width, size.height));
    net->small.convertTo(filled, CV_32F, 1 / 255.0);
    run(net, output, shape);
  });
}

int cvision_net_run_pixels(cvision_net *net, const uint8_t *pixels, int count, int width, int height,
                           const float **output, int shape[4]) {
  return guarded([&] {
    prepare(net, count, width, height);
    const cv::Mat source(count * height, width, CV_8U, const_cast<uint8_t *>(pixels));
    cv::Mat plane(count * height, width, CV_32F, net->blob.ptr<float>());
    source.convertTo(plane, CV_32F, 1 / 255.0);
    run(net, output, shape);
  });
}
