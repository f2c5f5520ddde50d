// Classes keep their names in a bundle: printing, errors and files show the name of a model's class, and a minifier
// renames it. A class with a base class gets an accessor that returns its name: it has no effect while the program
// loads, and works whether class fields are assigned or defined.

import { type Edit, isTree, nameOf, type Tree } from "./syntax.js";

/** Edits that give a name to each class of a file that extends an imported class, one made there, or a parameter. */
export function keepNames(program: Tree): Edit[] {
  const bound = new Set<string>(),
    classes: { readonly node: Tree; readonly name: string }[] = [];
  visit(program, "", (node, name) => {
    for (const id of bindings(node)) bound.add(id);
    if (isClass(node) && node["superClass"] != null)
      classes.push({ node, name: node["id"] == null ? name : nameOf(node["id"]) });
  });
  return classes.flatMap(({ node, name }) => {
    const body = node["body"] as Tree,
      parent = node["superClass"] as Tree;
    // A name that nothing binds is a global, such as Error, not a module's class.
    if (
      name === "" ||
      (parent.type === "Identifier" && !bound.has(nameOf(parent))) ||
      parent.type === "Literal" ||
      (body["body"] as Tree[]).some(isOwnName)
    )
      return [];
    return [
      { start: body.start + 1, end: body.start + 1, text: ` static get name() { return ${JSON.stringify(name)}; }` },
    ];
  });
}

const isClass = (node: Tree): boolean => node.type === "ClassDeclaration" || node.type === "ClassExpression";
const isOwnName = (member: Tree): boolean =>
  member["static"] === true && member["computed"] !== true && member["key"] != null && nameOf(member["key"]) === "name";

/** Names that a node declares in a scope, including parts of patterns; names in a parameter's default do no harm. */
function bindings(node: Tree): string[] {
  switch (node.type) {
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      return identifiers(node["local"]);
    case "VariableDeclarator":
    case "ClassDeclaration":
      return identifiers(node["id"]);
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return [...identifiers(node["id"]), ...identifiers(node["params"])];
    default:
      return [];
  }
}
function identifiers(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(identifiers);
  if (!isTree(node)) return [];
  return node.type === "Identifier" ? [nameOf(node)] : childrenOf(node).flatMap(([, child]) => identifiers(child));
}

/** Every node, with the name that JavaScript would give a class without one in its place. */
function visit(node: Tree, name: string, look: (node: Tree, name: string) => void): void {
  look(node, name);
  const naming =
    node.type === "VariableDeclarator"
      ? ["init", node["id"]]
      : node.type === "AssignmentExpression"
        ? ["right", node["left"]]
        : node.type === "Property" && node["computed"] !== true
          ? ["value", node["key"]]
          : [];
  for (const [key, child] of childrenOf(node)) {
    const childName =
      node.type === "ExportDefaultDeclaration"
        ? "default"
        : key === naming[0] && (naming[1] as Tree).type === "Identifier"
          ? nameOf(naming[1])
          : "";
    for (const c of Array.isArray(child) ? child : [child]) if (isTree(c)) visit(c, childName, look);
  }
}

const childrenOf = (node: Tree): [string, unknown][] =>
  Object.entries(node).filter(([key, v]) => key !== "parent" && typeof v === "object" && v !== null);
