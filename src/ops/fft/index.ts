// `fft`, as PyTorch's module torch.fft: discrete Fourier transforms of any length, with gradients.
export { fft, type FftOptions, hfft, ifft, ihfft, irfft, type Norm, rfft } from "./fft.js";
export {
  fft2,
  fftn,
  type FftnOptions,
  hfft2,
  hfftn,
  ifft2,
  ifftn,
  ihfft2,
  ihfftn,
  irfft2,
  irfftn,
  rfft2,
  rfftn,
} from "./fftn.js";
export { fftfreq, fftshift, type FrequencyOptions, ifftshift, rfftfreq } from "./frequencies.js";
