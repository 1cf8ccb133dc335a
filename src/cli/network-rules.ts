import type {Rule} from '../approval/rule.ts'
import type {LoadedConfig} from '../config/config.ts'

/** The rules about hosts: the user's list, each host as a rule that allows it, then the permissions. */
export function networkRules({config, origins}: Pick<LoadedConfig, 'config' | 'origins'>): readonly Rule[] {
  const place = origins['network.allow_hosts']?.place ?? 'default'
  const listed = config.allowHosts.map((pattern): Rule => ({
    effect: 'allow',
    tool: 'network',
    pattern,
    from: 'user',
    place,
  }))
  return [...listed, ...config.rules.filter(({tool}) => tool === 'network')]
}
