#include "CVisionNet.h"
#include "Guard.h"
#include "NetPlan.h"
#include "PictureHandle.h"
#include <algorithm>
#include <cmath>
#include <malloc.h>
#include <memory>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

using cvision::guarded;
using cvision::NetPlan;

struct cvision_net {
  // How many shapes of input a network is kept ready for, at some three megabytes each: a picture as a whole in two sizes, a window of
  // it, and a plate of one row or two, each from two distances.
  static constexpr size_t mostPlans = 7;

  struct Ready {
    std::unique_ptr<NetPlan> plan;
    uint64_t lastUse;
  };

  std::string path;
  cv::dnn::Net net;
  cvision::NetMemory memory;
  bool asWritten, hasOneSize, isTried = false;
  std::map<cv::dnn::MatShape, Ready> plans;
  uint64_t uses = 0;
  cv::Mat small;

  // Whether two plans of one shape compute the same. oneDNN 2.6 was seen to compute other numbers: it leaves out a part of a matrix product
  // where OpenMP is limited to fewer threads than it counts on. And nobody has tried all processors that stand at a gate: so each network
  // is tried once, at its first use.
  static bool agree(NetPlan &fast, NetPlan &reference) {
    cv::Mat noise(fast.input().total(), 1, CV_32F);
    cv::RNG random(1);
    random.fill(noise, cv::RNG::UNIFORM, 0, 1);
    std::copy_n(noise.ptr<float>(), noise.total(), fast.input().ptr<float>());
    const cv::Mat found = fast.run().clone();
    std::copy_n(noise.ptr<float>(), noise.total(), reference.input().ptr<float>());
    return cv::checkRange(found) && cv::norm(found, reference.run(), cv::NORM_INF) < 1e-3;
  }

  std::unique_ptr<NetPlan> made(int height, int width) {
    auto plan = std::make_unique<NetPlan>(net, memory, asWritten, height, width);
    if (asWritten || isTried) return plan;
    {
      // Layers that OpenCV runs keep a copy of their weights: those of another net, which goes when it was asked.
      auto other = cv::dnn::readNetFromONNX(path);
      NetPlan reference(other, memory, true, height, width);
      asWritten = !agree(*plan, reference);
    }
    isTried = true;
    if (!asWritten) return plan;
    memory.forgetWeights();
    return std::make_unique<NetPlan>(net, memory, true, height, width);
  }

  // Made at the first use of a shape, in some 10 ms; what was not used for longest gives way.
  NetPlan &plan(int height, int width) {
    const cv::dnn::MatShape shape{1, 1, height, width};
    auto known = plans.find(shape);
    if (known == plans.end()) {
      if (hasOneSize && !plans.empty()) throw std::runtime_error("it was loaded for inputs of one size");
      if (plans.size() == mostPlans)
        plans.erase(std::min_element(plans.begin(), plans.end(), [](const auto &one, const auto &other) {
          return one.second.lastUse < other.second.lastUse;
        }));
      known = plans.emplace(shape, Ready{made(height, width), 0}).first;
      // The plan has the weights in an order of its own; layers that OpenCV runs live on with it.
      if (hasOneSize) net = cv::dnn::Net();
      if (plans.size() == 1) malloc_trim(0); // what reading and trying the file took, too
    }
    known->second.lastUse = ++uses;
    return *known->second.plan;
  }
};

int cvision_net_load(const char *path, cvision_net_code code, cvision_net_sizes sizes, cvision_net **net) {
  return guarded([&] {
    auto loaded = std::make_unique<cvision_net>();
    loaded->path = path;
    loaded->net = cv::dnn::readNetFromONNX(path);
    if (loaded->net.empty()) throw std::runtime_error("the file holds no network");
    loaded->hasOneSize = sizes == cvision_net_one_size;
    loaded->asWritten = code == cvision_net_reference || !cv::checkHardwareSupport(CV_CPU_AVX2);
    *net = loaded.release();
  });
}

void cvision_net_destroy(cvision_net *net) { delete net; }

int cvision_net_is_reference(const cvision_net *net) { return net->asWritten; }

static void run(NetPlan &plan, const float **output, int shape[4]) {
  const cv::Mat &result = plan.run();
  for (int i = 0; i < 4; i++) {
    const int missing = 4 - result.dims;
    shape[i] = i < missing ? 1 : result.size[i - missing];
  }
  *output = result.ptr<float>();
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
    // Shrunk by a little there is nothing to average, and by area it takes eight times as long.
    cv::resize(seen, net->small, size, 0, 0, scale < 0.7 ? cv::INTER_AREA : cv::INTER_LINEAR);
    NetPlan &plan = net->plan(height, width);
    cv::Mat plane(height, width, CV_32F, plan.input().ptr<float>());
    plane.setTo(0);
    cv::Mat filled = plane(cv::Rect(0, 0, size.width, size.height));
    net->small.convertTo(filled, CV_32F, 1 / 255.0);
    run(plan, output, shape);
  });
}

int cvision_net_run_pixels(cvision_net *net, const uint8_t *pixels, int width, int height, const float **output,
                           int shape[4]) {
  return guarded([&] {
    NetPlan &plan = net->plan(height, width);
    const cv::Mat source(height, width, CV_8U, const_cast<uint8_t *>(pixels));
    cv::Mat plane(height, width, CV_32F, plan.input().ptr<float>());
    source.convertTo(plane, CV_32F, 1 / 255.0);
    run(plan, output, shape);
  });
}
