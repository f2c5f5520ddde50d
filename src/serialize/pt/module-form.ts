// PyTorch's entries in the `__dict__` of every module, besides the class's own attributes.

/** Dicts of functions; a file of one version lacks some that another has, and PyTorch adds those. */
export const hookDicts = [
  "_backward_pre_hooks",
  "_backward_hooks",
  "_forward_hooks",
  "_forward_hooks_with_kwargs",
  "_forward_hooks_always_called",
  "_forward_pre_hooks",
  "_forward_pre_hooks_with_kwargs",
  "_state_dict_hooks",
  "_state_dict_pre_hooks",
  "_load_state_dict_pre_hooks",
  "_load_state_dict_post_hooks",
] as const;

/** PyTorch's own keys, which no attribute can have. */
export const reserved: ReadonlySet<string> = new Set([
  "training",
  "_parameters",
  "_buffers",
  "_non_persistent_buffers_set",
  "_modules",
  "_is_full_backward_hook",
  ...hookDicts,
]);
