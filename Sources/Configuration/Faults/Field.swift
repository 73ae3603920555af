/// One value of the configuration with the keys that lead to it.
///
/// Each reading answers nil after it told what is wrong.
struct Field {
    let value: JSON5Value
    let path: String
    let faults: FaultList

    /// 1,000: more sites, origins or cookies than one file is kept up to date with by hand.
    static let maxElements = 1000

    func fault(_ message: String) {
        faults.add(message, at: value.position, path: path)
    }

    func integer(_ range: ClosedRange<Int>) -> Int? {
        guard case .number(let number) = value.kind, let whole = number.whole,
            range.contains(whole)
        else {
            fault("expected \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return whole
    }

    /// A text without control characters that says something.
    func text(maxLength: Int = 200) -> String? {
        guard case .string(let text) = value.kind else {
            fault("expected text, found \(value.kind.name)")
            return nil
        }
        guard !text.allSatisfy(\.isWhitespace) else {
            fault("expected text that is not empty")
            return nil
        }
        guard text.unicodeScalars.count <= maxLength else {
            fault("expected at most \(maxLength) characters")
            return nil
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            fault("expected text without control characters and line ends")
            return nil
        }
        return text
    }

    /// A text that `parse` takes; `expected` tells what that is.
    func text<Parsed>(_ expected: String, _ parse: (String) -> Parsed?) -> Parsed? {
        guard let text = text(maxLength: 2000) else { return nil }
        guard let parsed = parse(text) else {
            fault("expected \(expected)")
            return nil
        }
        return parsed
    }

    /// One of the texts that `Choice` has a case for.
    func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        if case .string(let text) = value.kind, let choice = Choice(rawValue: text) {
            return choice
        }
        let known = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        fault("expected one of \(known)")
        return nil
    }

    func list<Element>(_ read: (Field) -> Element?) -> [Element]? {
        guard case .list(let values) = value.kind else {
            fault("expected a list, found \(value.kind.name)")
            return nil
        }
        guard values.count <= Self.maxElements else {
            fault("expected at most \(Self.maxElements) elements")
            return nil
        }
        return values.enumerated().compactMap { index, value in
            read(Field(value: value, path: "\(path)[\(index)]", faults: faults))
        }
    }

    func section<Result>(_ read: (Section) -> Result?) -> Result? {
        guard case .object(let members) = value.kind else {
            fault("expected an object { ... }, found \(value.kind.name)")
            return nil
        }
        let section = Section(
            members: members,
            position: value.position,
            path: path,
            faults: faults
        )
        let result = read(section)
        section.refuseUnknownKeys()
        return result
    }
}

extension JSON5Value.Kind {
    /// How a message names a value of this kind.
    var name: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number: "a number"
        case .string: "text"
        case .list: "a list"
        case .object: "an object"
        }
    }
}
