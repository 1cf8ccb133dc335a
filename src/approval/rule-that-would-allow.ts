import {destinationText} from '../network/host-pattern.ts'
import {coverableCommands} from './coverable-commands.ts'
import {escapePattern} from './matches-pattern.ts'

export type RuleSubject =
  | {readonly kind: 'command'; readonly line: string; readonly isSandboxed: boolean}
  | {readonly kind: 'patch' | 'change-set'; readonly paths: readonly string[]}
  | {readonly kind: 'network'; readonly host: string; readonly port: number}

export type RuleSuggestion =
  /** Lines for the `permissions` of the user's configuration; all are needed. */
  {readonly kind: 'rules'; readonly lines: readonly string[]} | {readonly kind: 'none'; readonly because: string}

/** The narrowest rules that would allow exactly this, as YAML. */
export function ruleThatWouldAllow(subject: RuleSubject): RuleSuggestion {
  switch (subject.kind) {
    case 'command': {
      const commands = coverableCommands(subject.line, subject.isSandboxed)
      if (commands.kind === 'not-coverable') return {kind: 'none', because: commands.because}
      return {kind: 'rules', lines: commands.texts.map((text) => yamlRule('shell', 'command', escapePattern(text)))}
    }
    case 'patch':
    case 'change-set':
      return {kind: 'rules', lines: subject.paths.map((file) => yamlRule('apply_patch', 'path', escapePattern(file)))}
    case 'network':
      return {kind: 'rules', lines: [yamlRule('network', 'host', destinationText(subject))]}
  }
}

function yamlRule(tool: string, key: string, text: string): string {
  return `- {allow: ${tool}, ${key}: ${doubleQuoted(text)}}`
}

/** JSON is YAML; what a terminal could hide is escaped as well. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  )
}
