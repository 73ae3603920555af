#pragma once

#include <stdbool.h>
#include <stddef.h>

/// One file of the page side, as it is served. All memory is static and never changes.
struct assent_web_asset {
    /// Absolute URL path; a folder's page has the path with the closing slash.
    const char *path;
    const char *content_type;
    const unsigned char *data;
    size_t size;
    /// Brotli form; null and 0 where it would not be smaller.
    const unsigned char *brotli;
    size_t brotli_size;
    /// Gzip form; null and 0 where it would not be smaller.
    const unsigned char *gzip;
    size_t gzip_size;
    /// Strong validator of the identity form, with its quotes.
    const char *etag;
    /// The name holds a hash of the content: `Cache-Control: public, max-age=31536000, immutable`.
    bool immutable;
    /// Loaded by pages of other sites, with SRI: `Access-Control-Allow-Origin: *`.
    bool shared;
};

extern const struct assent_web_asset assent_web_assets[];
extern const size_t assent_web_asset_count;

/// The file of this number; Swift does not import an array without a size.
static inline const struct assent_web_asset *assent_web_asset_at(size_t index) {
    return index < assent_web_asset_count ? &assent_web_assets[index] : NULL;
}
