// What TypeDoc needs to know of kindling: constants that hold functions are functions, and a class's page shows what the class
// adds, not all that it inherits.
import { Context, Converter, ReflectionKind } from "typedoc";

const { getComment } = Context.prototype;
Context.prototype.getComment = function (symbol, kind) {
  const comment = getComment.call(this, symbol, kind);
  if (comment !== undefined && kind === ReflectionKind.Variable) {
    const type = this.checker.getTypeOfSymbol(symbol);
    if (type.getCallSignatures().length > 0 && type.getConstructSignatures().length === 0)
      comment.modifierTags.add("@function");
  }
  return comment;
};

export function load(app) {
  app.converter.on(
    Converter.EVENT_END,
    (context) => {
      const gone = context.project.getReflectionsByKind(
        ReflectionKind.Property | ReflectionKind.Method | ReflectionKind.Accessor,
      );
      for (const r of gone)
        if (r.inheritedFrom !== undefined || r.overwrites !== undefined || r.name.startsWith("["))
          context.project.removeReflection(r);
      // Every module can be called, as its `forward` can; the page of Module says so.
      for (const c of context.project.getReflectionsByKind(ReflectionKind.Class)) {
        c.signatures = undefined;
        c.indexSignatures = undefined;
        // Groups were made before.
        for (const group of c.groups ?? []) group.children = group.children.filter((r) => c.children?.includes(r));
        c.groups = c.groups?.filter((group) => group.children.length > 0);
      }
    },
    -1000,
  );
}
