import path from 'node:path'
import type {LoadedConfig, Origin, Rule} from './config.ts'
import {configError} from './config-problem.ts'
import type {ConfigFile} from './load-config-file.ts'
import {loadConfigFile} from './load-config-file.ts'
import {environmentSettings, flagSettings} from './outside-settings.ts'
import {isUserOnly, looseningProblems, tightens, userOnlyProblems} from './project-limits.ts'
import type {FileSettings} from './read-settings.ts'
import {readSettings} from './read-settings.ts'
import type {SettingKey, Settings} from './settings.ts'
import {defaultSettings, settingsSchema} from './settings.ts'
import {toConfig} from './to-config.ts'
import {toModelConfigs, toProviderConfigs} from './to-map-configs.ts'

export interface LoadConfigOptions {
  /** Absolute, from `codexHome`. */
  readonly codexHome: string
  /** Absolute: where `codex.config.yaml` is looked for, and nowhere above it. */
  readonly projectFolder: string
  /** Absolute: written as `~` in messages. */
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly flags: Readonly<Record<string, unknown>>
}

interface SettingWithOrigin {
  readonly key: SettingKey
  readonly value: unknown
  readonly origin: Origin
}

interface CheckedFile extends FileSettings {
  readonly from: 'user' | 'project'
  readonly file: ConfigFile
  readonly name: string
}

/**
 * Resolves the configuration: defaults, then the user's file, the project's, the environment, the flags.
 * @throws CodexError with exit code 3, or 2 for a flag.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<LoadedConfig> {
  const {codexHome, projectFolder, home} = options
  const showUser = (file: string): string => shortened(file, home)
  const [userFile, projectFile] = await Promise.all([
    loadConfigFile({folder: codexHome, baseName: 'config', show: showUser}),
    loadConfigFile({folder: projectFolder, baseName: 'codex.config', show: path.basename, mayBePlaceholder: true}),
  ])

  const defaults = Object.entries(defaultSettings).map(([key, value]) => ({key, value, origin: defaultOrigin}))
  const user = userFile && checkedUser(userFile, showUser(userFile.file))
  const base = settingsOf([...(defaults as SettingWithOrigin[]), ...fileSettings(user)])
  const project = projectFile && checkedProject(projectFile, path.basename(projectFile.file), base)

  const all = [
    ...(defaults as SettingWithOrigin[]),
    ...fileSettings(user),
    ...fileSettings(project).filter((setting) => tightens(setting, base)),
    ...outside('environment', environmentSettings(options.env)),
    ...outside('flag', flagSettings(options.flags)),
  ]
  const resolved = all.filter((setting) => isMeantFor(settingsOf(all).provider, setting))
  return {
    config: {
      ...toConfig(settingsOf(resolved), home),
      rules: [...rulesOf(user), ...rulesOf(project)],
      providers: user === undefined ? {} : toProviderConfigs(user.providers, home),
      models: user === undefined ? {} : toModelConfigs(user.models),
    },
    mapValues: mapValuesOf(user),
    origins: Object.fromEntries(resolved.map(({key, origin}) => [key, origin])),
    ...(project !== undefined && {
      projectFile: {file: project.file.file, sha256: project.file.sha256, text: project.file.text},
    }),
    files: [user, project].flatMap((checked) => checked?.file.file ?? []),
    notices: user === undefined ? [] : notices(user),
  }
}

const defaultOrigin: Origin = {kind: 'default', place: 'default'}

function checkedUser(file: ConfigFile, name: string): CheckedFile {
  const settings = readSettings(file.entries)
  const problems = [...file.problems, ...settings.problems]
  if (problems.length > 0) throw configError(name, problems)
  return {...settings, from: 'user', file, name}
}

function checkedProject(file: ConfigFile, name: string, base: Settings): CheckedFile {
  const refused = userOnlyProblems(file.entries)
  const settings = readSettings(file.entries.filter((entry) => !isUserOnly(entry.key)))
  const problems = [...file.problems, ...refused, ...settings.problems, ...looseningProblems(settings, base)]
  if (problems.length > 0) throw configError(name, problems)
  return {...settings, from: 'project', file, name}
}

function fileSettings(checked: CheckedFile | undefined): readonly SettingWithOrigin[] {
  if (checked === undefined) return []
  const {settings, from, name} = checked
  return settings.map(({key, value, line}) => ({key, value, origin: {kind: from, place: `${name}:${line}`}}))
}

function outside(
  kind: 'environment' | 'flag',
  settings: readonly {key: SettingKey; value: unknown; place: string}[],
): readonly SettingWithOrigin[] {
  return settings.map(({key, value, place}) => ({key, value, origin: {kind, place}}))
}

/** Later values replace earlier ones. */
function settingsOf(settings: readonly SettingWithOrigin[]): Settings {
  return settingsSchema.parse(Object.fromEntries(settings.map(({key, value}) => [key, value])))
}

/** OpenAI's key and address are in many environments; they must not reach another provider. */
function isMeantFor(provider: Settings['provider'], {origin}: SettingWithOrigin): boolean {
  return provider === 'openai' || !origin.place.startsWith('OPENAI_')
}

function rulesOf(checked: CheckedFile | undefined): readonly Rule[] {
  if (checked === undefined) return []
  const {rules, from, name} = checked
  return rules.map(({line, ...rule}) => ({...rule, from, place: `${name}:${line}`}))
}

/** Only the user's file has `providers` and `models`. */
function mapValuesOf(user: CheckedFile | undefined): LoadedConfig['mapValues'] {
  if (user === undefined) return []
  return [...user.providers.settings, ...user.models.settings].map(({map, name, key, value, isSecret, line}) => ({
    key: `${map}.${name}.${key}`,
    value,
    isSecret,
    origin: {kind: 'user', place: `${user.name}:${line}`},
  }))
}

function notices({settings, providers, file, name}: CheckedFile): LoadedConfig['notices'] {
  const hasKey = settings.some(({key}) => key === 'api_key') || providers.settings.some(({key}) => holdsKey.test(key))
  if (!file.isReadableByOthers || !hasKey) return []
  const text = `${name} holds an API key and can be read by other users. \`chmod 600 ${name}\` closes it.`
  return [{code: 'CONFIG_KEY_READABLE', text}]
}

const holdsKey = /^api_key$|^(?:headers|query)\..*(?:auth|cookie|key|secret|token)/i

function shortened(file: string, home: string): string {
  const relative = path.relative(home, file)
  const isBelow = relative !== '' && !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..'
  return isBelow ? path.join('~', relative) : file
}
