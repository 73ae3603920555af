internal import CBeaconJSON

/// Why a whole beacon was refused: it is not one, or a member every event needs is wrong.
package struct BeaconError: Error, Equatable {
    /// The member at fault, empty where the text is not a JSON object at all.
    package let field: String
    /// What was wrong and what is expected, in one sentence, without the sent value.
    package let message: String

    init(_ fault: BeaconFault) {
        field = fault.member
        message = fault.explanation
    }
}

extension BeaconFault {
    /// The member this fault is about, as contract names it.
    var member: String {
        switch self {
        case BEACON_SITE: "site"
        case BEACON_TOKEN: "token"
        case BEACON_EVENTS: "events"
        default: ""
        }
    }

    /// What is expected instead.
    var explanation: String {
        switch self {
        case BEACON_NOT_JSON: "the body is not JSON in UTF-8"
        case BEACON_NOT_OBJECT: "the body must be one JSON object"
        case BEACON_UNKNOWN_MEMBER: "only site, token and events are known here"
        case BEACON_REPEATED_MEMBER: "a member stands twice"
        case BEACON_SITE: "site must be the id of a site"
        case BEACON_TOKEN: "token must be the text that POST /v1/consent returned"
        case BEACON_EVENTS: "events must be a list of 1 to 100 objects"
        default: "the body is not a beacon"
        }
    }
}
