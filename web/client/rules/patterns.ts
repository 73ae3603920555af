import type { Category, Notice } from "../types";

/** Whether a cookie or storage key is meant by `pattern`: its name, or a beginning and `*`. */
export function matches(name: string, pattern: string): boolean {
    return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** The names and patterns of everything the services of these categories keep in the browser. */
export function keptBy(notice: Notice, categories: Category[]): string[] {
    const patterns: string[] = [];
    for (const category of notice.categories) {
        if (!categories.includes(category.id as Category)) continue;
        for (const service of category.services || []) {
            for (const cookie of service.cookies || []) {
                patterns.push(typeof cookie === "string" ? cookie : cookie.name);
            }
        }
    }
    return patterns;
}

/**
 * The `Domain` and `Path` attributes under which a page at `host` and `path` may have a cookie.
 * A cookie is only deleted under the very domain and path it was set with, and nobody tells which.
 */
export function cookieScopes(host: string, path: string): string[] {
    const scopes: string[] = [];
    const domains = [""];
    const labels = host.split(".");
    if (!/^[\d.]+$|:/.test(host)) {
        for (let i = 0; i < labels.length - 1; i++) domains.push(`;domain=${labels.slice(i).join(".")}`);
    }
    const steps = path.split("/");
    const paths = new Set(["/"]);
    for (let i = 2; i <= steps.length; i++) {
        const part = steps.slice(0, i).join("/");
        paths.add(part || "/").add(`${part}/`);
    }
    for (const domain of domains) for (const each of paths) scopes.push(`${domain};path=${each}`);
    return scopes;
}
