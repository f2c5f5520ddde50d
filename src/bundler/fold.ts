// Constants that are known when a bundle is made, and what they decide: `if (withExplain) …`, `withExplain ? a : b`,
// `withExplain && a`. It is done here since bundlers decide which modules they need before they look into functions.

import { type Edit, isTree, nameOf, type Tree, treesIn } from "./syntax.js";

/** The names that a file imports from a module whose path ends so, as the file calls them: name → local name. */
export function importedFrom(program: Tree, ending: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const s of program["body"] as Tree[])
    if (s.type === "ImportDeclaration" && nameOf(s["source"]).endsWith(ending))
      for (const i of s["specifiers"] as Tree[])
        if (i.type === "ImportSpecifier") found.set(nameOf(i["imported"]), nameOf(i["local"]));
  return found;
}

/** Edits that put constants in their places, and take out what then never runs. `values`: by the names in this file. */
export function fold(program: Tree, values: ReadonlyMap<string, boolean>): Edit[] {
  const edits: Edit[] = [];
  const cut = (start: number, end: number, text = ""): void => {
    if (end > start || text !== "") edits.push({ start, end, text });
  };
  /** What an expression is, if the constants decide it. */
  const known = (node: Tree): boolean | undefined => {
    if (node.type === "Identifier") return values.get(nameOf(node));
    if (node.type === "ParenthesizedExpression") return known(node["expression"] as Tree);
    if (node.type === "UnaryExpression" && node["operator"] === "!") {
      const of = known(node["argument"] as Tree);
      return of === undefined ? undefined : !of;
    }
    if (node.type !== "LogicalExpression" || node["operator"] === "??") return undefined;
    const decides = node["operator"] === "||",
      sides = [known(node["left"] as Tree), known(node["right"] as Tree)];
    if (sides[0] === decides) return decides;
    return sides.includes(undefined) ? undefined : sides[1];
  };
  /** Leaves one part of a node. */
  const only = (node: Tree, part: Tree): void => {
    cut(node.start, part.start);
    visit(part);
    cut(part.end, node.end);
  };
  const visitChildren = (node: Tree): void => {
    for (const child of treesIn(node)) visit(child);
  };
  const visit = (node: Tree): void => {
    switch (node.type) {
      case "ImportDeclaration":
        return;
      case "Identifier": {
        const value = values.get(nameOf(node));
        if (value !== undefined) cut(node.start, node.end, String(value));
        return;
      }
      case "MemberExpression":
      case "Property":
      case "MethodDefinition":
      case "PropertyDefinition": {
        const name = node.type === "MemberExpression" ? "property" : "key";
        for (const [key, child] of Object.entries(node))
          if (isTree(child) && (key !== name || node["computed"] === true)) visit(child);
        return;
      }
      case "BlockStatement": {
        const body = node["body"] as Tree[];
        for (const s of body) {
          visit(s);
          // Behind `if (!withFirstRun) return;` nothing runs.
          if (s.type !== "IfStatement" || known(s["test"] as Tree) !== true || !leaves(s["consequent"] as Tree))
            continue;
          cut(s.end, node.end - 1);
          return;
        }
        return;
      }
      case "IfStatement": {
        const test = known(node["test"] as Tree);
        if (test === undefined) return visitChildren(node);
        const stays = node[test ? "consequent" : "alternate"] as Tree | null;
        if (stays === null) cut(node.start, node.end, ";");
        else only(node, stays);
        return;
      }
      case "ConditionalExpression": {
        const test = known(node["test"] as Tree);
        if (test === undefined) visitChildren(node);
        else only(node, node[test ? "consequent" : "alternate"] as Tree);
        return;
      }
      case "LogicalExpression": {
        const value = known(node),
          left = known(node["left"] as Tree);
        if (value !== undefined) cut(node.start, node.end, String(value));
        else if (left !== undefined && node["operator"] !== "??") only(node, node["right"] as Tree);
        else visitChildren(node);
        return;
      }
      default:
        visitChildren(node);
    }
  };
  visit(program);
  return edits;
}

const leaves = (s: Tree): boolean =>
  s.type === "ReturnStatement" || (s.type === "BlockStatement" && (s["body"] as Tree[]).some(leaves));
