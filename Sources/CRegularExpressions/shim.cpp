#include "include/shim.h"

#include <re2/re2.h>

#include <new>

struct RegularExpressionState {
    RE2 expression;
    RegularExpressionState(re2::StringPiece pattern, const RE2::Options &options)
        : expression(pattern, options) {}
};

namespace {

// `noexcept`: an exception must not travel into Swift; without memory the process ends here.
RegularExpressionState *compile(const char *pattern, size_t length,
                                bool is_case_sensitive) noexcept {
    RE2::Options options(RE2::Quiet);
    options.set_case_sensitive(is_case_sensitive);
    // 1 MiB for the program and its states: "(\pL{1000}){1000}" is refused here.
    options.set_max_mem(1 << 20);
    options.set_never_capture(true);
    auto *state = new RegularExpressionState(re2::StringPiece(pattern, length), options);
    if (state->expression.ok()) return state;
    delete state;
    return nullptr;
}

bool finds(const RegularExpressionState *state, const char *text, size_t length) noexcept {
    return RE2::PartialMatch(re2::StringPiece(text, length), state->expression);
}

}  // namespace

RegularExpressionState *regular_expression_compile(const char *pattern, size_t length,
                                                   bool is_case_sensitive) {
    return compile(pattern, length, is_case_sensitive);
}

bool regular_expression_finds(const RegularExpressionState *expression, const char *text,
                              size_t length) {
    return finds(expression, text, length);
}

void regular_expression_free(RegularExpressionState *expression) { delete expression; }
