/// Why a query was not answered; the message names what is allowed and is shown to who asked.
package struct QueryError: Error, Hashable, Sendable {
    package enum Code: String, Sendable {
        case malformed
        /// Right in the grammar, but not answered by this version.
        case unsupported
        case unknownSite = "unknown_site"
        case forbidden
        /// The store could not be read.
        case unavailable
    }

    package let code: Code
    /// The member at fault, as in `filters[0]`.
    package let field: String
    package let message: String

    package init(_ code: Code, _ field: String, _ message: String) {
        self.code = code
        self.field = field
        self.message = message
    }

    static func malformed(_ field: String, _ message: String) -> QueryError {
        QueryError(.malformed, field, message)
    }

    static func unsupported(_ field: String, _ message: String) -> QueryError {
        QueryError(.unsupported, field, message)
    }
}
