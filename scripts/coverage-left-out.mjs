// PyTorch's public names that have no counterpart here on purpose. `names` matches the full name; the first that does
// says why. A name that is there all the same counts as present.

const word = (...names) => new RegExp(`\\.(${names.join("|")})$`);

export const leftOut = [
  { reason: "quantized numbers", names: /quantize|\.(q_|qscheme|int_repr)/ },
  {
    reason: "sparse tensors",
    names:
      /sparse|Sparse|coalesce|\.(smm|hspmm|sspaddmm|dense_dim|crow_indices|col_indices|to_dense|to_padded_tensor|Tensor\.indices|Tensor\.values)$/,
  },
  {
    reason: "named dimensions, which PyTorch calls experimental and has left so",
    names: word("align_as", "align_to", "has_names", "names", "refine_names", "rename", "rename_"),
  },
  {
    reason: "other devices and memory shared between processes",
    names:
      /cuda|\.(is_mps|is_xpu|is_ipu|is_ort|is_meta|is_vulkan|ipu|xpu|to_mkldnn|get_device|pin_memory|is_pinned|record_stream|share_memory_|is_shared|DataParallel|SyncBatchNorm|DistributedSampler|is_cpu)$/,
  },
  {
    reason: "the compiler of Python (here: compile)",
    names: word("fork", "wait", "import_ir_module", "import_ir_module_from_buffer"),
  },
  {
    reason: "a memory's address, layout or type, which JavaScript does not show",
    names: word(
      "data_ptr",
      "storage",
      "storage_type",
      "set_",
      "is_set_to",
      "resize_",
      "resize_as_",
      "as_subclass",
      "layout",
      "memory_format",
      "empty_strided",
      "new_empty_strided",
      "is_storage",
      "convert_conv2d_weight_memory_format",
      "from_dlpack",
      "to_dlpack",
      "frombuffer",
      "asarray",
      "map_",
      "apply_",
    ),
  },
  { reason: "dtypes and devices are strings", names: word("device", "dtype", "Size") },
  { reason: "complex numbers of halves, which PyTorch calls experimental", names: word("chalf") },
  {
    reason: "deprecated in PyTorch",
    names:
      /torch\.(Tensor\.)?(symeig|lu|qr|cholesky|lobpcg|set_default_tensor_type|range|triangular_solve|eig|lstsq|solve)$|\.(NLLLoss2d|Container|CrossMapLRN2d|FeatureAlphaDropout|UpsamplingBilinear2d|UpsamplingNearest2d|clip_grad_norm|nn\.utils\.skip_init|remove_spectral_norm)$/,
  },
  {
    reason: "settings of the machine and of Python's threads",
    names:
      /deterministic|\.(get_num_interop_threads|set_num_interop_threads|set_flush_denormal|get_float32_matmul_precision|set_float32_matmul_precision|set_warn_always|is_warn_always_enabled|compiled_with_cxx11_abi|autocast)$/,
  },
  {
    reason: "there is one mode without gradients (noGrad)",
    names: word("inference_mode", "is_inference", "is_inference_mode_enabled"),
  },
  {
    reason: "data pipes, which PyTorch has given up",
    names:
      /\.(DFIterDataPipe|DataChunk|DataLoader2|IterDataPipe|MapDataPipe|argument_validation|communication|functional_datapipe|guaranteed_datapipes_determinism|non_deterministic|runtime_validation|runtime_validation_disabled|collate)$/,
  },
  { reason: "layers that learn their sizes from the first batch", names: /\.(Lazy\w+|Uninitialized\w+)$/ },
];
