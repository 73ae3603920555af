#include "include/shim.h"

#include <simdjson.h>

#include <memory>
#include <new>
#include <string_view>
#include <vector>

using simdjson::dom::element;
using simdjson::dom::element_type;

struct JSONText {
    simdjson::dom::parser parser;
    std::vector<JSONPart> parts;
    size_t next = 0;
};

namespace {

JSONPart part(JSONKind kind) { return {kind, 0, 0, nullptr, 0}; }

JSONPart part(std::string_view s) { return {JSON_STRING, 0, 0, s.data(), s.size()}; }

// Calls itself no deeper than the parser let a text nest.
void append(element value, std::vector<JSONPart> &parts) {
    switch (value.type()) {
    case element_type::NULL_VALUE: parts.push_back(part(JSON_NULL)); break;
    case element_type::BOOL: parts.push_back(part(value.get_bool().value_unsafe() ? JSON_TRUE : JSON_FALSE)); break;
    case element_type::STRING: parts.push_back(part(value.get_string().value_unsafe())); break;
    case element_type::ARRAY: {
        auto values = value.get_array().value_unsafe();
        size_t place = parts.size();
        parts.push_back(part(JSON_ARRAY));
        for (element one : values) {
            parts[place].count++;
            append(one, parts);
        }
        break;
    }
    case element_type::OBJECT: {
        auto members = value.get_object().value_unsafe();
        size_t place = parts.size();
        parts.push_back(part(JSON_OBJECT));
        for (auto member : members) {
            parts[place].count++;
            parts.push_back(part(member.key));
            append(member.value, parts);
        }
        break;
    }
    default:
        parts.push_back(part(JSON_NUMBER));
        parts.back().number = value.get_double().value_unsafe();
    }
}

}  // namespace

extern "C" JSONText *json_read(const char *bytes, size_t length, size_t depth) {
    std::unique_ptr<JSONText> text(new (std::nothrow) JSONText());
    if (!text) return nullptr;
    element root;
    // A value within so many others is one level more.
    if (text->parser.allocate(length, depth + 1)) return nullptr;
    if (text->parser.parse(bytes, length).get(root)) return nullptr;
    append(root, text->parts);
    return text.release();
}

extern "C" void json_free(JSONText *text) { delete text; }

extern "C" const JSONPart *json_next(JSONText *text) {
    return text->next < text->parts.size() ? &text->parts[text->next++] : nullptr;
}
