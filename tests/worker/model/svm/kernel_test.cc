#include "worker/model/svm/kernel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/worker/model/svm/naive_svm.h"
#include "tests/worker/model/svm/svm_rows.h"
#include "worker/model/svm/fast_exp.h"

namespace gridfold {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(FastExpTest, StaysWithinItsStatedErrorEverywhere) {
  double worst = 0;
  for (double x = -87.29; x <= 88; x += 1.7e-4) {
    const auto input = static_cast<float>(x);
    const double exact = std::exp(static_cast<double>(input));
    worst = std::max(worst, std::abs(FastExp(input) / exact - 1));
  }
  EXPECT_LT(worst, 2e-7);
}

TEST(FastExpTest, EndsAreExact) {
  EXPECT_EQ(FastExp(0.0f), 1.0f);
  EXPECT_EQ(FastExp(-0.0f), 1.0f);
  EXPECT_EQ(FastExp(-88.0f), 0.0f);
  EXPECT_EQ(FastExp(-1e30f), 0.0f);
  EXPECT_EQ(FastExp(-kInfinity), 0.0f);
  EXPECT_TRUE(std::isnan(FastExp(std::nanf(""))));
}

TEST(KernelTest, NamesAreReadBackAndNonsenseIsRefused) {
  for (const char* name : {"linear", "rbf", "poly"}) EXPECT_EQ(KernelName(*KernelType(name)), name);
  EXPECT_EQ(Message(KernelType("sigmoid").status()),
            "kernel: expected linear, rbf or poly, found 'sigmoid'");
}

TEST(KernelTest, TilesAgreeWithThePlainFormula) {
  const SvmRows data(0, 70, 19);
  for (const SvmKernel& kernel :
       {SvmKernel{SvmKernel::Type::kLinear, 1, 0, 3}, SvmKernel{SvmKernel::Type::kRbf, 0.07, 0, 3},
        SvmKernel{SvmKernel::Type::kPoly, 0.05, 0.5, 4},
        SvmKernel{SvmKernel::Type::kPoly, 0.05, 0.5, 0}}) {
    const std::vector<float> center = KernelCenter(kernel, data.x);
    KernelOperand operand(70, center);
    for (int64_t r = 0; r < 70; ++r) operand.Set(r, data.x.row(r));
    std::vector<float> out(40 * 100, -7.0f);
    KernelTile(kernel, operand, 3, 40, operand, 1, 69, out.data(), 100);
    for (int64_t r = 0; r < 40; ++r) {
      for (int64_t c = 0; c < 69; ++c) {
        const double exact = NaiveKernel(kernel, data.x.row(3 + r), data.x.row(1 + c), 19);
        // Sums of 19 products in float, and their fourth power.
        EXPECT_NEAR(out[static_cast<size_t>(r * 100 + c)], exact, 4e-6 * std::max(1.0, exact));
      }
      EXPECT_EQ(out[static_cast<size_t>(r * 100 + 69)], -7.0f) << "wrote beside the tile";
    }
  }
}

TEST(KernelTest, DistancesKeepTheirDigitsFarFromTheOrigin) {
  SvmRows data(0, 40);
  for (float& value : data.x.values()) value += 4096.0f;  // the noise stays exact: it has 9 bits
  const SvmKernel kernel{SvmKernel::Type::kRbf, 0.5, 0, 3};
  KernelOperand operand(40, KernelCenter(kernel, data.x));
  for (int64_t r = 0; r < 40; ++r) operand.Set(r, data.x.row(r));
  std::vector<float> out(40 * 40);
  KernelTile(kernel, operand, 0, 40, operand, 0, 40, out.data(), 40);
  for (int64_t r = 0; r < 40; ++r) {
    for (int64_t c = 0; c < 40; ++c) {
      // |x|^2 is 10^8 here: without centring nothing at all would be left of the distances.
      EXPECT_NEAR(out[static_cast<size_t>(r * 40 + c)],
                  NaiveKernel(kernel, data.x.row(r), data.x.row(c), 6), 2e-6);
    }
  }
}

TEST(KernelTest, WhatIsNotFiniteIsSeen) {
  std::vector<float> values(37, 1.0f);
  EXPECT_TRUE(AllFinite(values.data(), 37));
  for (const float wrong : {kInfinity, -kInfinity, std::nanf("")}) {
    for (const size_t place : {0, 15, 36}) {
      values[place] = wrong;
      EXPECT_FALSE(AllFinite(values.data(), 37));
      values[place] = 1.0f;
    }
  }
  Matrix x(2, 1);
  x.row(0)[0] = 1e30f;
  x.row(1)[0] = std::nanf("");
  for (const auto type : {SvmKernel::Type::kPoly, SvmKernel::Type::kRbf}) {
    const SvmKernel kernel{type, 1, 0, 3};
    KernelOperand operand(2, std::vector<float>{0.0f});
    operand.Set(0, x.row(0));
    operand.Set(1, x.row(1));
    float out[2];
    KernelTile(kernel, operand, 0, 1, operand, 0, 2, out, 2);
    EXPECT_FALSE(AllFinite(out, 2));
  }
}

TEST(KernelTest, GammaScaleIsOneOverFeaturesTimesVariance) {
  Matrix x(2, 2);
  x.row(0)[0] = 1, x.row(0)[1] = 3, x.row(1)[0] = 5, x.row(1)[1] = 7;
  EXPECT_DOUBLE_EQ(ScaleGamma(x), 1 / (2 * 5.0));
  for (float& value : x.values()) value = 3.25f;
  EXPECT_EQ(ScaleGamma(x), 1.0);
  EXPECT_EQ(ScaleGamma(ConstMatrix{}), 1.0);
  const SvmRows data(0, 90);
  EXPECT_NEAR(ScaleGamma(data.x), 0.3381748137428247, 1e-12);  // scikit-learn 1.2.1
}

}  // namespace
}  // namespace gridfold
