// Regular expressions in linear time, by RE2: a pattern somebody sends cannot hold a worker.
#ifndef CREGULAREXPRESSIONS_SHIM_H
#define CREGULAREXPRESSIONS_SHIM_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct RegularExpressionState RegularExpressionState;

/// Compiles a pattern of `length` bytes of UTF-8 in RE2's syntax; NULL where it is none or takes
/// more memory than a pattern of people does.
RegularExpressionState *regular_expression_compile(const char *pattern, size_t length,
                                                   bool is_case_sensitive);

/// Whether the pattern is found anywhere in `length` bytes of UTF-8; safe from several threads.
bool regular_expression_finds(const RegularExpressionState *expression, const char *text,
                              size_t length);

void regular_expression_free(RegularExpressionState *expression);

#ifdef __cplusplus
}
#endif
#endif
