/** One line of the permissions in a configuration file. */
export interface Rule {
  readonly effect: 'allow' | 'ask' | 'deny'
  readonly tool: 'shell' | 'apply_patch' | 'network'
  /** Matched against the whole text; `*` stands for anything, `\*` for a star. */
  readonly pattern: string
  readonly from: 'user' | 'project'
  /** File and line, such as `~/.codex/config.yaml:12`. */
  readonly place: string
}

/** The rule as people see it in an assessment. */
export function ruleLabel(rule: Rule): string {
  return `${rule.effect} ${rule.tool} "${rule.pattern}" (${rule.place})`
}
