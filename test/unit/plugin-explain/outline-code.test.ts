import {expect, test} from 'vitest'
import {outlineCode} from '../../../plugins/explain/src/language/outline-code.ts'
import {readCode} from '../../../plugins/explain/src/language/read-code.ts'

async function outlineOf(language: string, source: string) {
  const outline = outlineCode(await readCode(source.split('\n'), language), language)
  return outline?.map(({path, firstLine, lastLine}) => `${path} ${firstLine}-${lastLine}`)
}

test.each([
  {
    language: 'typescript',
    source: [
      '/** Doc. */',
      'export class Parser<T extends {a: 1}> {',
      '  static #open = "}"',
      '  // Reads on.',
      '  async *next(): AsyncGenerator<{done: boolean}> {',
      '    if (this.done) { return }',
      '    const text = `} function fake() {${call({a: 1})}`',
      '  }',
      '  close = () => {',
      '  }',
      '}',
      'type Kind = "a" | "b"',
      'export const sum = (a: number) =>',
      '  a + 1',
      'const re = /[{]/, limit = 3',
      'function over(a: string): void',
      'function over(a: unknown): {x: number} {',
      '  return {x: 1}',
      '}',
      'test("function fake() {", () => { const inner = 1 })',
    ],
    outline: [
      'Parser 1-11',
      'Parser.next 4-8',
      'Parser.close 9-10',
      'Kind 12-12',
      'sum 13-14',
      're 15-15',
      'over 16-16',
      'over 17-19',
    ],
  },
  {
    language: 'python',
    source: [
      'LIMIT: int = 3',
      '',
      '@decorate',
      'class Parser(Base):',
      '    """Doc',
      'at the left edge',
      '    """',
      '    # Reads on.',
      '    def next(self,',
      '             deep=1):',
      '        text = f"""',
      'def fake():',
      '    {deep}',
      '""".format(1)',
      '        return text',
      '',
      '    async def close(self): pass',
      '',
      'def main():',
      '    def inner():',
      '        return 1',
    ],
    outline: ['LIMIT 1-1', 'Parser 3-17', 'Parser.next 8-15', 'Parser.close 17-17', 'main 19-21', 'main.inner 20-21'],
  },
  {
    language: 'go',
    source: [
      '// Point is one.',
      'type Point struct {',
      '  X int',
      '}',
      'func (p *Point) Add(o Point) (Point, error) {',
      '  s := `}',
      'func fake() {`',
      '}',
      'func Map[T any](in []T) []T {',
      '}',
    ],
    outline: ['Point 1-4', 'Point.Add 5-8', 'Map 9-10'],
  },
  {
    language: 'rust',
    source: [
      '#[derive(Debug)]',
      "pub struct Point<'a> {",
      "    x: &'a str,",
      '}',
      "impl<'a> fmt::Display for Point<'a> {",
      "    fn brace(&self) -> char { '{' }",
      '}',
      'pub(crate) async unsafe fn run<T>(t: T) -> Result<T, ()>',
      'where',
      '    T: Clone,',
      '{',
      '    let s = r#"fn fake() { "#;',
      '}',
    ],
    outline: ['Point 1-4', 'Point 5-7', 'Point.brace 6-6', 'run 8-13'],
  },
  {
    language: 'java',
    source: [
      '@Service',
      'public class A<T extends B> implements C {',
      '    private static final int MAX = 3;',
      '    public A(int x) {',
      '    }',
      '    @Override',
      '    public <R> Map<String, R> run(final int a, String... rest) throws IOException {',
      "        if (a > 1) { foo('}'); }",
      '        return null;',
      '    }',
      '    abstract void later();',
      '}',
    ],
    outline: ['A 1-12', 'A.MAX 3-3', 'A.A 4-5', 'A.run 6-10', 'A.later 11-11'],
  },
  {
    language: 'csharp',
    source: [
      'namespace App',
      '{',
      '    [Serializable]',
      '    public class User : Base',
      '    {',
      '        public string Name { get; set; } = "}";',
      '        public async Task<List<int>> RunAsync<T>(int a)',
      '        {',
      '            var s = @"{";',
      '        }',
      '    }',
      '}',
    ],
    outline: ['App 1-12', 'App.User 3-11', 'App.User.Name 6-6', 'App.User.RunAsync 7-10'],
  },
  {
    language: 'cpp',
    source: [
      '#define BAD {',
      'class Shape final : public Base {',
      'public:',
      '  Shape(int x) : x_{x}, y_(2) {',
      '  }',
      '  virtual ~Shape();',
      '};',
      'int Shape::size(const char *s) const',
      '{',
      '  while (1) { call(s); }',
      '}',
      'int proto(int);',
    ],
    outline: ['Shape 2-7', 'Shape.Shape 4-5', 'Shape.~Shape 6-6', 'Shape.size 8-11'],
  },
  {
    language: 'ruby',
    source: [
      'module App',
      '  class User < Base',
      '    # Says it.',
      '    def hello(name = "end")',
      '      if name',
      '        puts <<~TEXT',
      '          def fake',
      '        TEXT',
      '      end',
      '    rescue',
      '    end',
      '    def self.find!(id) = id',
      '  end',
      'end',
    ],
    outline: ['App 1-14', 'App.User 2-13', 'App.User.hello 3-11', 'App.User.find! 12-12'],
  },
  {
    language: 'php',
    source: [
      '<?php',
      'final class User extends Base {',
      '    public function hello(string $name): string {',
      '        return "}";',
      '    }',
      '}',
      'function top() { return 1; }',
    ],
    outline: ['User 2-6', 'User.hello 3-5', 'top 7-7'],
  },
  {
    language: 'kotlin',
    source: ['interface Repo {', '    fun find(id: Int): User?', '}', 'fun String.shout() = uppercase()'],
    outline: ['Repo 1-3', 'Repo.find 2-2', 'String.shout 4-4'],
  },
  {
    language: 'bash',
    source: ['go() {', '  echo "}"', '}', 'function other { :; }'],
    outline: ['go 1-3', 'other 4-4'],
  },
])('the definitions of $language are found from their comments to their ends', async ({language, source, outline}) => {
  expect(await outlineOf(language, source.join('\n'))).toEqual(outline)
})

test('a language without rules has no outline', async () => {
  expect(await outlineOf('yaml', 'a: 1')).toBeUndefined()
  expect(outlineCode([], undefined)).toBeUndefined()
})

test('brackets that are never closed, line after line, do not have the file read over and over', async () => {
  const outline = await outlineOf(
    'javascript',
    Array.from({length: 5000}, (_, index) => `function f${index}(`).join('\n'),
  )

  expect(outline?.length).toBeLessThan(200)
})
