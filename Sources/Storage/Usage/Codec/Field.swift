package import Usage

/// A field of a log row whose values stand in the epoch's dictionary.
package enum Field: UInt8, CaseIterable, Sendable {
    case page = 1
    case title = 2
    case source = 3
    case campaign = 4
    case device = 5
    case location = 6
    case screen = 7
    case name = 8
    case properties = 9
}

/// A value of the dictionary.
package enum FieldValue: Hashable, Sendable {
    /// A title, a screen or a name.
    case text(String)
    case page(Page)
    case source(Source)
    case campaign(Campaign)
    case device(Device)
    case location(Location)
    case properties([Property])
}

/// A dictionary entry: from here on the rows of its epoch may use the code.
package struct NewValue: Hashable, Sendable {
    package let field: Field
    /// Counts from 1 within its field and epoch; 0 stands for no value.
    package let code: UInt32
    package let value: FieldValue

    package init(field: Field, code: UInt32, value: FieldValue) {
        self.field = field
        self.code = code
        self.value = value
    }
}
