import type {BlockStyle} from './languages.ts'

/** `owner` is a block that only gives its name to what stands in it, such as `impl` of Rust. */
export type DefinitionKind = 'function' | 'type' | 'value' | 'owner'

export interface DefinitionRule {
  readonly kind: DefinitionKind
  /** For a masked line; the groups are `name`, and `owner` where the line names one. */
  readonly pattern: RegExp
  /** Whether the line could as well be a call or a variable, so that only a block behind it makes it a definition. */
  readonly needsBody?: boolean
}

export interface DefinitionRules {
  readonly style: BlockStyle
  /** Whether a statement may end with its line. */
  readonly endsAtLine?: boolean
  readonly hasPreprocessor?: boolean
  readonly rules: readonly DefinitionRule[]
}

const notACall =
  '(?!(?:if|for|foreach|while|switch|catch|return|else|do|new|throw|case|using|lock|sizeof|typeof|await|yield|with|function|super|delete|void|in|of|assert|synchronized|when|match|co_return|goto|fixed|checked|defer|guard|until|unless)\\b)'

function line(kind: DefinitionKind, source: string, needsBody = false): DefinitionRule {
  return {kind, pattern: new RegExp(`^\\s*${source}`, 'du'), needsBody}
}

const isFunction = '(?:async\\s*)?(?:function\\b|(?:<[^>]*>\\s*)?\\([^()]*\\)\\s*(?::[^=]+)?=>|[\\w$]+\\s*=>)'
const mayBeFunction = '(?:async\\s*)?(?:<[^>]*>\\s*)?\\('
const script: DefinitionRules = {
  style: 'braces',
  endsAtLine: true,
  rules: [
    line(
      'function',
      '(?:export\\s+)?(?:default\\s+)?(?:declare\\s+)?(?:async\\s+)?function\\s*\\*?\\s*(?<name>[\\w$]+)',
    ),
    line(
      'type',
      '(?:export\\s+)?(?:default\\s+)?(?:declare\\s+)?(?:abstract\\s+)?(?:const\\s+)?(?:class|interface|enum|namespace|module)\\s+(?<name>[\\w$.]+)',
    ),
    line('type', '(?:export\\s+)?(?:declare\\s+)?type\\s+(?<name>[\\w$]+)\\s*(?:<.*>)?\\s*(?:=|$)'),
    line('function', `(?:export\\s+)?(?:const|let|var)\\s+(?<name>[\\w$]+)\\s*(?::[^=]+)?=\\s*${isFunction}`),
    line('value', '(?:export\\s+)?(?:declare\\s+)?(?:const|let|var)\\s+(?<name>[\\w$]+)\\s*[:=]'),
    line('function', `(?<owner>(?:[\\w$]+\\.)*)(?<name>[\\w$]+)\\s*=\\s*${isFunction}`),
    line(
      'function',
      `(?:(?:public|private|protected|static|override|readonly)\\s+)*(?<name>#?[\\w$]+)\\s*(?::[^=]+)?=\\s*(?:${isFunction}|${mayBeFunction})`,
      true,
    ),
    line('function', `(?<name>[\\w$]+)\\s*:\\s*(?:${isFunction}|${mayBeFunction})`, true),
    line(
      'function',
      `(?:(?:public|private|protected|static|override|abstract|async|get|set|accessor)\\s+)*\\*?\\s*${notACall}(?<name>#?[\\w$]+)\\s*(?:<[^>]*>)?\\(`,
      true,
    ),
  ],
}

const typeWord = '[\\w$<>\\[\\],.?&@:*~]+'
const curlyTypes =
  '(?:@[\\w.]+(?:\\([^)]*\\))?\\s+)*(?:(?:public|private|protected|internal|static|final|abstract|sealed|partial|readonly|ref|unsafe|new|strictfp|non-sealed|base|mixin|file)\\s+)*(?:class|interface|@interface|enum|record(?:\\s+(?:struct|class))?|struct|namespace|extension|mixin)\\s+(?<name>[\\w.]+)'
const curly: DefinitionRules = {
  style: 'braces',
  hasPreprocessor: true,
  rules: [
    line('type', curlyTypes),
    line('function', `${notACall}(?:${typeWord}\\s+)+${notACall}(?<name>\\w+)\\s*(?:<[^>]*>)?\\(`, true),
    line('function', `(?:(?:public|private|protected|internal)\\s+)?${notACall}(?<name>[A-Z]\\w*)\\s*\\(`, true),
    line(
      'value',
      `(?:(?:public|private|protected|internal|static|virtual|override|final|const|readonly)\\s+)+(?:${typeWord}\\s+)+(?<name>\\w+)\\s*(?:\\{|=|;|$)`,
    ),
  ],
}

const cFamily: DefinitionRules = {
  style: 'braces',
  hasPreprocessor: true,
  rules: [
    line(
      'type',
      '(?:template\\s*<.*>\\s*)?(?:typedef\\s+)?(?:inline\\s+)?(?:class|struct|union|enum(?:\\s+(?:class|struct))?|namespace|@interface|@implementation|@protocol)\\s+(?:[A-Z_]+\\s+)?(?<name>[\\w:]+)\\s*(?:final\\s*)?(?:[:{].*)?$',
    ),
    line(
      'function',
      `${notACall}(?:template\\s*<.*>\\s*)?(?:[\\w:<>,*&\\[\\]\\s]+[\\s*&])?${notACall}(?<owner>(?:\\w+(?:<[^>]*>)?::)*)(?<name>~?\\w+|operator\\s*[^\\s(]+)\\s*\\(`,
      true,
    ),
    line(
      'value',
      '(?:(?:static|const|constexpr|extern|inline|volatile)\\s+)+(?:[\\w:<>*&]+\\s+)*[*&]*(?<name>\\w+)\\s*(?:\\[[^\\]]*\\]\\s*)*(?:=|;|\\{)',
    ),
  ],
}

const modifiers =
  '(?:(?:public|private|protected|internal|fileprivate|open|static|final|abstract|override|sealed|data|inline|value|annotation|suspend|operator|infix|tailrec|external|lateinit|companion|inner|mutating|indirect|class|convenience|required|lazy|implicit|case|@\\w+(?:\\([^)]*\\))?)\\s+)*'
const newer: DefinitionRules = {
  style: 'braces',
  endsAtLine: true,
  rules: [
    line(
      'type',
      `${modifiers}(?:class|interface|object|trait|struct|enum|protocol|extension|actor)\\s+(?:class\\s+)?(?<name>\\w+)`,
    ),
    line(
      'function',
      `${modifiers}(?:fun|func|def)\\s+(?:<[^>]*>\\s*)?(?<owner>(?:\\w+(?:<[^>]*>)?\\??\\.)*)(?<name>\\w+)`,
    ),
    line('function', `${modifiers}(?<name>init|deinit|constructor)\\s*[?!]?\\s*(?:\\(|\\{)`, true),
    line('value', `${modifiers}(?:val|var|let|type|typealias)\\s+(?<name>\\w+)\\s*(?::|=|\\{|$)`),
  ],
}

const rust: DefinitionRules = {
  style: 'braces',
  rules: [
    line('function', '(?:pub(?:\\([^)]*\\))?\\s+)?(?:(?:default|const|async|unsafe|extern)\\s+)*fn\\s+(?<name>\\w+)'),
    line(
      'type',
      '(?:pub(?:\\([^)]*\\))?\\s+)?(?:unsafe\\s+)?(?:auto\\s+)?(?:struct|enum|trait|union|mod|type)\\s+(?<name>\\w+)',
    ),
    line('owner', '(?:unsafe\\s+)?impl\\b\\s*(?:<.*?>\\s*)?(?:.*\\bfor\\s+)?&?(?:\\w+::)*(?<name>\\w+)'),
    line('function', '(?:pub\\s+)?macro_rules!\\s+(?<name>\\w+)'),
    line('value', '(?:pub(?:\\([^)]*\\))?\\s+)?(?:static|const)\\s+(?:mut\\s+)?(?<name>\\w+)\\s*:'),
  ],
}

const go: DefinitionRules = {
  style: 'braces',
  endsAtLine: true,
  rules: [
    {kind: 'function', pattern: /^func\s+\(\s*(?:\w+\s+)?\*?(?<owner>\w+)(?:\[[^\]]*\])?\s*\)\s*(?<name>\w+)/du},
    {kind: 'function', pattern: /^func\s+(?<name>\w+)/du},
    {kind: 'type', pattern: /^type\s+(?<name>\w+)/du},
    {kind: 'value', pattern: /^(?:var|const)\s+(?<name>\w+)/du},
  ],
}

const php: DefinitionRules = {
  style: 'braces',
  rules: [
    line(
      'function',
      '(?:(?:abstract|final|public|protected|private|static|readonly)\\s+)*function\\s+&?\\s*(?<name>\\w+)',
    ),
    line('type', '(?:(?:abstract|final|readonly)\\s+)*(?:class|interface|trait|enum)\\s+(?<name>\\w+)'),
    line('value', '(?:(?:final|public|protected|private)\\s+)*const\\s+(?:\\w+\\s+)?(?<name>\\w+)\\s*='),
  ],
}

const shell: DefinitionRules = {
  style: 'braces',
  endsAtLine: true,
  rules: [
    line('function', '(?:function\\s+)?(?<name>[\\w:.-]+)\\s*\\(\\s*\\)'),
    line('function', '(?:function|filter|sub)\\s+(?<name>[\\w:.-]+)'),
  ],
}

const python: DefinitionRules = {
  style: 'indentation',
  rules: [
    line('function', '(?:async\\s+)?def\\s+(?<name>\\w+)'),
    line('type', 'class\\s+(?<name>\\w+)'),
    {kind: 'value', pattern: /^(?<name>[\p{L}_][\p{L}\p{N}_]*)\s*(?::[^=]+)?=(?!=)/du},
  ],
}

const ruby: DefinitionRules = {
  style: 'end-word',
  rules: [
    line('function', 'def\\s+(?:self\\.)?(?<name>[\\w]+[?!=]?|[^\\s(\\w]+)'),
    line('type', '(?:class|module)\\s+(?<name>[A-Z][\\w:]*)'),
    line('value', '(?<name>[A-Z][A-Z0-9_]*)\\s*=(?!=)'),
  ],
}

const elixir: DefinitionRules = {
  style: 'end-word',
  rules: [
    line('type', '(?:defmodule|defprotocol|defimpl)\\s+(?<name>[\\w.]+)'),
    line('function', '(?:def|defp|defmacro|defmacrop|defguard)\\s+(?<name>\\w+[?!]?)'),
  ],
}

const lua: DefinitionRules = {
  style: 'end-word',
  rules: [
    line('function', '(?:local\\s+)?function\\s+(?<owner>(?:\\w+[.:])*)(?<name>\\w+!?)'),
    line('function', '(?:local\\s+)?(?<owner>(?:\\w+\\.)*)(?<name>\\w+)\\s*=\\s*function\\b'),
    line('type', '(?:mutable\\s+)?(?:struct|module)\\s+(?<name>\\w+)'),
  ],
}

const rulesByLanguage: ReadonlyMap<string, DefinitionRules> = new Map([
  ['bash', shell],
  ['c', cFamily],
  ['cpp', cFamily],
  ['csharp', curly],
  ['dart', curly],
  ['elixir', elixir],
  ['go', go],
  ['groovy', curly],
  ['java', curly],
  ['javascript', script],
  ['julia', lua],
  ['kotlin', newer],
  ['lua', lua],
  ['objectivec', cFamily],
  ['perl', shell],
  ['php', php],
  ['powershell', shell],
  ['python', python],
  ['ruby', ruby],
  ['rust', rust],
  ['scala', newer],
  ['swift', newer],
  ['typescript', script],
])

/** How definitions look in a language; absent where nobody wrote that down. */
export function definitionRules(languageId: string | undefined): DefinitionRules | undefined {
  return languageId === undefined ? undefined : rulesByLanguage.get(languageId)
}
