/**
 * What well-known tokens look like, wherever they stand: they are nothing else. The first group is kept, the second one
 * is the secret. Each repetition is bounded, because the text may be made to cost time.
 */
export const tokenShapes: readonly RegExp[] = [
  // OpenAI, Anthropic and others. A digit tells them from names such as sk-learn-contrib.
  /(\b)(sk-(?=[\w-]{0,200}?\d)[\w-]{16,400})/g,
  // Stripe.
  /(\b)([rs]k_(?:live|test)_[A-Za-z0-9]{16,200})/g,
  // GitHub, GitLab.
  /(\b)(gh[opsur]_[A-Za-z0-9]{20,255})/g,
  /(\b)(github_pat_\w{20,255})/g,
  /(\b)(glpat-[\w-]{20,200})/g,
  // Amazon, Google, Slack.
  /(\b)((?:AKIA|ASIA)[0-9A-Z]{16})(?![0-9A-Za-z])/g,
  /(\b)(AIza[\w-]{35})/g,
  /(\b)(xox[abeoprs]-[A-Za-z0-9-]{10,250})/g,
  // Package registries and hubs of models.
  /(\b)(npm_[A-Za-z0-9]{36})/g,
  /(\b)(pypi-[\w-]{50,300})/g,
  /(\b)(hf_[A-Za-z0-9]{30,100})/g,
  // JSON Web Tokens.
  /(\b)(eyJ[\w-]{8,4000}\.eyJ[\w-]{8,8000}\.[\w-]{8,2000})/g,
  // Private keys; one that was cut off ends where it no longer looks like one.
  /()(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^]{0,20000}?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?:[A-Za-z0-9+/=\s:,]|\\[nr]|-(?!-)){0,20000}))/g,
]

/** The same with what only its neighbours give away. In what is kept on disk, a mark too many does no harm. */
export const secretShapes: readonly RegExp[] = [
  ...tokenShapes,
  // Headers: the words before the secret say what was removed.
  /(\bauthorization["']?\s{0,4}[:=]\s{0,4}["']?(?:bearer|basic|token)\s{1,4})([^\s"',;\\$<{}]{4,4000})/gi,
  /(\bbearer\s{1,4})((?=[\w.~+/-]{0,200}?\d)[\w.~+/-]{16,4000}={0,2})/gi,
  // scheme://user:password@host, but not a template such as ${user}:${password}.
  /(:\/\/[^\s:@/?#"'`]{0,200}:)([^\s@/"'`$<>{}\\]{1,400})(?=@)/g,
]

/** What a token begins with, also right behind another secret. */
export const tokenStart = /sk-|[rs]k_|gh[opsur]_|github_pat_|glpat-|AKIA|ASIA|AIza|xox[abeoprs]-|npm_|pypi-|hf_|eyJ/

/** The end of a text that may yet become such a beginning. */
export const tokenStartToCome =
  /(?:\b(?:s|sk|r|rk|g|gh|gh[opsur]|gi|git|gith|githu|github|github_|github_p|github_pa|github_pat|gl|glp|glpa|glpat|A|AK|AKI|AS|ASI|AI|AIz|x|xo|xox|xox[abeoprs]|n|np|npm|p|py|pyp|pypi|h|hf|e|ey)|(?<!-|KEY|BLOCK)-{1,5}(?:B|BE|BEG|BEGI)?)$/
