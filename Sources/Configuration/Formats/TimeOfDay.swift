/// An hour and minute, as `03:30`.
package struct TimeOfDay: Hashable, Sendable {
    package let hour: Int
    package let minute: Int

    package init(hour: Int, minute: Int) {
        precondition((0...23).contains(hour) && (0...59).contains(minute))
        self.hour = hour
        self.minute = minute
    }

    package init?(_ text: String) {
        let digits = Array(text)
        guard digits.count == 5, digits[2] == ":",
            digits.enumerated().allSatisfy({ $0.offset == 2 || $0.element.isASCIIDigit }),
            let hour = Int(text.prefix(2)), let minute = Int(text.suffix(2)), hour < 24, minute < 60
        else { return nil }
        self.init(hour: hour, minute: minute)
    }

    /// Minutes since midnight.
    package var minuteOfDay: Int { hour * 60 + minute }
}
