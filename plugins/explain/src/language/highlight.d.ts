// The grammars have no types of their own. What they are made of is between them and the library.
declare module 'highlight.js/lib/languages/*' {
  const grammar: (library: object) => object
  export default grammar
}
