/// Replaces numbers that may be somebody's: five digits in a row, or seven in groups as telephone
/// numbers are written.
///
/// Dates since 2000 and ranges of years stay.
enum NumberRule {
    private static let placeholder = Array("[number]".unicodeScalars)
    private static let longestRun = 4
    private static let longestGrouped = 6

    private struct Group {
        let range: Range<Int>
        let value: Int

        var count: Int { range.count }
    }

    static func replaced(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains(where: \.isDecimal) else { return text }
        var output: [Unicode.Scalar] = []
        output.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            guard text[index].isDecimal else {
                output.append(text[index])
                index += 1
                continue
            }
            let groups = groups(in: text, from: index)
            index = append(groups, of: text, to: &output)
        }
        return output
    }

    /// Groups of digits with at most two separators between them.
    private static func groups(in text: [Unicode.Scalar], from start: Int) -> [Group] {
        var groups: [Group] = []
        var index = start
        while true {
            let first = index
            var value = 0
            while index < text.count, let digit = text[index].decimalValue {
                value = min(value * 10 + digit, 1_000_000)
                index += 1
            }
            groups.append(Group(range: first..<index, value: value))
            var next = index
            while next < text.count, next < index + 2, isSeparator(text[next]) { next += 1 }
            guard next > index, next < text.count, text[next].isDecimal else { return groups }
            index = next
        }
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "-", ".", "(", ")", "/", "+", "_", "\u{2010}", "\u{2011}", "\u{2013}": true
        default: false
        }
    }

    /// Appends the groups as they are or as a placeholder and returns where the text goes on.
    private static func append(
        _ groups: [Group],
        of text: [Unicode.Scalar],
        to output: inout [Unicode.Scalar]
    ) -> Int {
        var rest = groups[...]
        var position = rest.first?.range.lowerBound ?? text.count
        if isDate(rest), let last = rest.dropFirst(2).first {
            output += text[position..<last.range.upperBound]
            position = last.range.upperBound
            rest = rest.dropFirst(3)
            guard let next = rest.first else { return position }
            output += text[position..<next.range.lowerBound]
            position = next.range.lowerBound
        }
        let end = rest.last?.range.upperBound ?? position
        if isSomebodys(rest, in: text) {
            while let last = output.last, last == "+" || last == "(" { output.removeLast() }
            output += placeholder
        } else {
            output += text[position..<end]
        }
        return end
    }

    private static func isSomebodys(_ groups: ArraySlice<Group>, in text: [Unicode.Scalar]) -> Bool
    {
        if groups.contains(where: { $0.count > longestRun }) { return true }
        if isYears(groups) { return false }
        return groups.reduce(0) { $0 + $1.count } > longestGrouped || isIPv4(groups, in: text)
    }

    /// 2026-11-24 or 24.11.2026; days before 2000 may be birthdays of adults.
    private static func isDate(_ groups: ArraySlice<Group>) -> Bool {
        let first = Array(groups.prefix(3))
        guard first.count == 3, (1...12).contains(first[1].value), first[1].count <= 2 else {
            return false
        }
        let (year, day) = first[0].count == 4 ? (first[0], first[2]) : (first[2], first[0])
        return year.count == 4 && (2000...2099).contains(year.value) && day.count <= 2
            && (1...31).contains(day.value)
    }

    /// "2024" or "2024-2025".
    private static func isYears(_ groups: ArraySlice<Group>) -> Bool {
        groups.count <= 2 && groups.allSatisfy { $0.count == 4 && (1900...2099).contains($0.value) }
    }

    /// Four numbers up to 255 with dots: an address of somebody's device.
    private static func isIPv4(_ groups: ArraySlice<Group>, in text: [Unicode.Scalar]) -> Bool {
        groups.count == 4 && groups.allSatisfy { $0.value <= 255 }
            && groups.dropLast().allSatisfy { group in
                text[group.range.upperBound] == "."
                    && text[group.range.upperBound + 1].isDecimal
            }
    }
}
