import {expect, test} from 'vitest'
import {findMarker, markersOf} from '../../../plugins/complete/src/find-marker.ts'
import {languageOfName, languages} from '../../../plugins/complete/src/languages/find-language.ts'

/** The marker of a text that has one, else what was found instead. */
function search(language: string, text: string): string {
  const known = languageOfName(language)
  if (known === undefined) throw new Error(`No language ${language}.`)
  const found = findMarker(text, known.syntax)
  switch (found.kind) {
    case 'found':
      return text.slice(found.start, found.end)
    case 'not-a-comment':
      return `in ${found.within}`
    case 'several':
      return `${found.starts.length} markers`
    case 'none':
      return 'none'
  }
}

test('every language has a marker of its own, and each way to write it is found alone in a text', () => {
  expect(languages.length).toBeGreaterThanOrEqual(60)
  const ways = languages.flatMap(({name, syntax}) => markersOf(syntax).map((marker) => ({name, marker})))

  expect(ways.filter(({name, marker}) => search(name, `\n${marker}\n`) !== marker)).toEqual([])
})

test.each([
  ['javascript', 'f(/*cursor*/)', '/*cursor*/'],
  ['javascript', 'f(/* cursor */)', '/* cursor */'],
  ['javascript', 'f(//cursor\n)', '//cursor'],
  ['javascript', '  //   cursor \t\n', '//   cursor \t'],
  ['python', 'x = #cursor\n', '#cursor'],
  ['html', '<p><!-- cursor --></p>', '<!-- cursor -->'],
  ['sql', 'SELECT -- cursor\r\nFROM a', '-- cursor'],
  ['lua', 'x = --[[cursor]] 1', '--[[cursor]]'],
  ['lisp', '(+ 1 ;cursor\n)', ';cursor'],
  ['erlang', 'f() -> %cursor\n', '%cursor'],
  ['vim', 'let a = 1\n  "cursor\n', '"cursor'],
  ['jinja', '<p>{#cursor#}</p>', '{#cursor#}'],
  ['handlebars', '<p>{{!--cursor--}}</p>', '{{!--cursor--}}'],
  ['ocaml', "let f (x : 'a) = (*cursor*) x", '(*cursor*)'],
  ['pascal', 'x := {cursor} 1;', '{cursor}'],
  ['bat', '@echo off\r\nrem cursor\r\n', 'rem cursor'],
  ['vb', "x = 1 'cursor", "'cursor"],
])('in %s a marker is a comment: %j', (language, text, marker) => {
  expect(search(language, text)).toBe(marker)
})

test.each([
  ['javascript', '"/*cursor*/"'],
  ['javascript', "'//cursor'"],
  ['javascript', '`text /*cursor*/ text`'],
  ['javascript', '`${f(`/*cursor*/`)}`'],
  ['javascript', 'const a = /[/*cursor*/]/'],
  ['javascript', 'return /"/.test("/*cursor*/")'],
  ['python', '"""\n#cursor\n"""'],
  ['python', "r'\\' #cursor'"],
  ['shellscript', 'cat <<EOF\n#cursor\nEOF\n'],
  ['shellscript', "cat <<-'END OF' | tr a b\n\t#cursor\n\tEND OF\n"],
  ['shellscript', 'echo "a #cursor"'],
  ['ruby', 'x = <<~SQL\n  #cursor\nSQL\n'],
  ['ruby', '%w[a #cursor b]'],
  ['rust', 'let a = r#"" /*cursor*/ "#;'],
  ['cpp', 'auto a = R"x()" /*cursor*/)x";'],
  ['csharp', 'var a = @"\\"; var b = "/*cursor*/";'],
  ['csharp', 'var a = """ " /*cursor*/ """;'],
  ['go', 'a := `\n/*cursor*/\n`'],
  ['java', 'String a = """\n  "/*cursor*/\n""";'],
  ['kotlin', 'val a = """ \\""" + "/*cursor*/"'],
  ['swift', 'let a = #"" /*cursor*/"#'],
  ['dart', "var a = '''\n/*cursor*/'''"],
  ['lua', 'a = [==[ ]] --cursor\n ]==]'],
  ['sql', "SELECT 'it''s --cursor\n'"],
  ['sql', 'DO $body$ --cursor\n $body$'],
  ['toml', "a = '''\n#cursor\n'''"],
  ['yaml', 'run: |\n  a\n\n  #cursor\nb: 1'],
  ['yaml', 'a: "x #cursor\n y"'],
  ['php', '<?php $a = <<<EOT\n//cursor\n EOT; '],
  ['html', '<p title="<!--cursor-->">'],
  ['html', '<script>a = "<!--cursor-->"</script>'],
  ['xml', '<![CDATA[<!--cursor-->]]>'],
  ['markdown', '```html\n<!--cursor-->\n```'],
  ['elixir', '~s(#cursor)'],
  ['nix', "''\n#cursor\n''"],
  ['terraform', 'a = <<-EOF\n #cursor\n EOF\n'],
  ['perl', '=pod\n\n#cursor\n\n=cut\n'],
  ['haskell', '"--cursor"'],
  ['r', 'r"---(#cursor)---"'],
  ['powershell', '@"\n#cursor\n"@'],
  ['julia', '"""#cursor"""'],
  ['cmake', 'set(a [[\n#cursor\n]])'],
])('in %s this is text of a string: %j', (language, text) => {
  expect(search(language, text)).toBe('in string')
})

test.each([
  ['javascript', '`${f(/*cursor*/)}`', '/*cursor*/'],
  ['javascript', '`${`${/*cursor*/1}`}`', '/*cursor*/'],
  ['javascript', '`${{a: {b: "}"}}.a}` /*cursor*/', '/*cursor*/'],
  ['javascript', 'a / b /*cursor*/ / c', '/*cursor*/'],
  ['javascript', 'a = x / 2 // half\n/*cursor*/', '/*cursor*/'],
  ['javascript', "s = 'it\\'s' /*cursor*/", '/*cursor*/'],
  ['javascript', "s = 'a\\\r\nb' /*cursor*/", '/*cursor*/'],
  ['typescriptreact', '<p>It is {/*cursor*/} </p>', '/*cursor*/'],
  ['typescriptreact', '<b>a</b> {/*cursor*/} <br/>', '/*cursor*/'],
  ['rust', "fn f<'a>(x: &'a str) { /*cursor*/ }", '/*cursor*/'],
  ['rust', "let c = '\"'; /*cursor*/ let d = '\\'';", '/*cursor*/'],
  ['cpp', "int a = 1'000'000; /*cursor*/ // it's", '/*cursor*/'],
  ['c', "#error don't\n/*cursor*/", '/*cursor*/'],
  ['haskell', "f' x = x --cursor\n", '--cursor'],
  ['haskell', 'a --> b --cursor\n', '--cursor'],
  ['julia', "b = a' * c' #cursor\n", '#cursor'],
  ['matlab', "b = a' * [1]' %cursor\n", '%cursor'],
  ['shellscript', 'echo $# ${a#b} a#b #cursor\n', '#cursor'],
  ['shellscript', 'x=$((1<<EOF)); #cursor\n', '#cursor'],
  ['shellscript', 'cat <<A <<B\n"\nA\n\'\nB\necho #cursor\n', '#cursor'],
  ['shellscript', 'echo "$(date "+%s" #cursor\n)"', '#cursor'],
  ['ruby', 'x = "#{f( #cursor\n)}"', '#cursor'],
  ['ruby', 'a << 1 #cursor\n', '#cursor'],
  ['ruby', 'a.split(/#{x}"/) #cursor\n', '#cursor'],
  ['perl', '$#array; $x{a}; #cursor\n', '#cursor'],
  ['lisp', '(list #\\; #\\" ;cursor\n)', ';cursor'],
  ['clojure', '[\\; \\"] ;cursor\n', ';cursor'],
  ['erlang', '[$%, $"] %cursor\n', '%cursor'],
  ['latex', '50\\% %cursor\n', '%cursor'],
  ['yaml', "a: it's\nb: don't #cursor\n", '#cursor'],
  ['yaml', 'run: |\n  "\nb: #cursor\n', '#cursor'],
  ['makefile', 'a:\n\techo \\# "it #cursor\n', '#cursor'],
  ['php', "<p>it's <?php f(/*cursor*/) ?></p>", '/*cursor*/'],
  ['php', '<?php f() //cursor?><p>', '//cursor'],
  ['php', '<?php #[Pure] \n#cursor\n', '#cursor'],
  ['html', "<p>It's <!--cursor--> don't</p>", '<!--cursor-->'],
  ['html', '<script>f(/*cursor*/)</script>', '/*cursor*/'],
  ['vue', '<style>a { /*cursor*/ }</style>', '/*cursor*/'],
  ['css', 'a::after { content: "\\""; /*cursor*/ }', '/*cursor*/'],
  ['zig', 'const a =\n  \\\\ " text\n; //cursor\n', '//cursor'],
  ['nix', "''${/*cursor*/x}''", '/*cursor*/'],
  ['prolog', 'X = 0\'", %cursor\n', '%cursor'],
  ['kotlin', '"${f(/*cursor*/)}"', '/*cursor*/'],
  ['swift', '"\\(f(/*cursor*/))"', '/*cursor*/'],
  ['terraform', 'a = "${ //cursor', '//cursor'],
])('in %s what looks like a string is none, or has code in it: %j', (language, text, marker) => {
  expect(search(language, text)).toBe(marker)
})

test.each([
  ['javascript', '/* see /*cursor*/', 'in comment'],
  ['javascript', '// or //cursor', 'in comment'],
  ['python', '# the cursor moves', 'none'],
  ['python', '#cursor.execute("SELECT 1")', 'none'],
  ['python', 'cursor = 1', 'none'],
  ['javascript', '/*cursor', 'none'],
  ['css', '#cursor { color: red }', 'none'],
  ['javascript', '/*cursor*/ /*cursor*/ //cursor', '3 markers'],
  ['rust', '/* /*cursor*/ */', 'in comment'],
])('in %s this is no marker: %j', (language, text, found) => {
  expect(search(language, text)).toBe(found)
})

test.each([
  ['quotes that are never closed', 'javascript', '"\\'.repeat(200_000)],
  ['apostrophes that are escaped', 'c', `'${"\\'".repeat(200_000)}`],
  ['holes in holes', 'javascript', '`${'.repeat(100_000)],
  ['holes of one line in holes', 'kotlin', '"${'.repeat(100_000)],
  ['holes of one line with strings', 'groovy', '"${a "b" '.repeat(50_000)],
  ['heredocs that never end', 'shellscript', Array.from({length: 50_000}, (_, index) => `<<a${index}\n`).join('')],
  ['slashes', 'javascript', 'return /'.repeat(100_000)],
  ['tags', 'html', '<a b="'.repeat(100_000)],
  ['scripts', 'html', '<script'.repeat(100_000)],
  ['block scalars', 'yaml', '- | '.repeat(100_000)],
  ['blanks', 'vim', `${' '.repeat(500_000)}a"`],
  ['nested comments', 'rust', '/*'.repeat(300_000)],
])('a hostile text is read in the end: %s', (_, language, text) => {
  expect(['none', 'in string', 'in comment']).toContain(search(language, `${text} cursor`))
})
