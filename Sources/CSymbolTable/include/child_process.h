// Runs a tool with text in and text out.
#pragma once
#include <stddef.h>

/// What the tool wrote on standard output (to be freed), or NULL if it could not be run or failed.
/// `arguments` ends with NULL and starts with the tool's name.
char *st_run_tool(const char *tool, char *const arguments[], const char *input, size_t input_length,
                  size_t *output_length);
