// The little of node that the tests use: its own declarations are not in Debian's package.
declare module "node:test" {
    export default function test(name: string, run: () => void | Promise<void>): void;
}
declare module "node:assert/strict" {
    const assert: {
        equal(actual: unknown, expected: unknown, message?: string): void;
        deepEqual(actual: unknown, expected: unknown, message?: string): void;
        ok(claim: unknown, message?: string): void;
    };
    export default assert;
}
