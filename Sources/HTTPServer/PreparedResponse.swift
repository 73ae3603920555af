internal import CMicroHTTPD

/// An answer that is made once and sent to any number of connections, from any thread.
///
/// The library counts its references and locks it itself.
@safe
package final class PreparedResponse: @unchecked Sendable {
    package let status: Int
    let byteCount: Int
    let raw: OpaquePointer

    /// Copies the body.
    package convenience init(status: Int, headers: [(String, String)], body: [UInt8]) {
        let raw = unsafe body.withUnsafeBytes { bytes in
            unsafe MHD_create_response_from_buffer(
                bytes.count,
                UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                .RESPMEM_MUST_COPY
            )
        }
        unsafe self.init(raw, status: status, headers: headers, byteCount: body.count)
    }

    /// Sends from memory that is never changed or freed, such as an embedded file.
    package convenience init(
        status: Int,
        headers: [(String, String)],
        staticBody: UnsafeRawBufferPointer
    ) {
        let raw = unsafe MHD_create_response_from_buffer(
            staticBody.count,
            UnsafeMutableRawPointer(mutating: staticBody.baseAddress),
            .RESPMEM_PERSISTENT
        )
        unsafe self.init(raw, status: status, headers: headers, byteCount: staticBody.count)
    }

    private init(
        _ raw: OpaquePointer?,
        status: Int,
        headers: [(String, String)],
        byteCount: Int
    ) {
        guard let raw = unsafe raw else { preconditionFailure("no memory for an answer") }
        for (name, value) in headers {
            // The library refuses a line break in a value; such a field is left out.
            unsafe MHD_add_response_header(raw, name, value)
        }
        unsafe self.raw = raw
        self.status = status
        self.byteCount = byteCount
    }

    deinit {
        unsafe MHD_destroy_response(raw)
    }
}
