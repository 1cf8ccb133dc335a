import {attacksOf} from './attack.ts'

/** Connects to each path or abstract name, and says which answered. */
const connectTo = (places: string): string =>
  `node -e 'const net = require("net"); const places = ${places}; let left = places.length; for (const at of places) { const s = net.connect(at, () => { console.log("BREACH", at); s.destroy() }); s.on("error", () => {}); s.on("close", () => { if (--left === 0) process.exit(0) }) }'`

const opens = (call: string): string => `perl -e 'print "BREACH\\n" if ${call}'`

export const networkAttacks = attacksOf('network', [
  {
    name: 'TCP',
    script:
      '(exec 9<>/dev/tcp/127.0.0.1/$PORT) && echo BREACH; (exec 9<>/dev/tcp/::1/$PORT6) && echo BREACH; (exec 9<>/dev/tcp/10.0.0.1/80) && echo BREACH',
  },
  {
    name: 'TCP, other names of the loopback',
    script: 'for h in 127.1.2.3 0 localhost ::ffff:127.0.0.1; do (exec 9<>/dev/tcp/$h/$PORT) && echo BREACH; done',
  },
  {
    name: 'UDP',
    script: '(echo hello > /dev/udp/127.0.0.1/$UDP_PORT); (echo hello > /dev/udp/8.8.8.8/53) && echo BREACH',
  },
  {
    name: 'interfaces',
    script:
      'grep -v -e "lo:" -e "|" /proc/net/dev && echo BREACH; [ "$(readlink /proc/self/ns/net)" = "$HOST_NET" ] && echo BREACH',
  },
  {
    name: 'DNS',
    script:
      'timeout 10 getent ahosts example.org && echo BREACH; grep -s "^nameserver" /etc/resolv.conf && echo BREACH',
  },
  {
    name: 'unix socket in the workspace',
    script: `mv run run2; ln run/host.sock hard.sock; ${connectTo('["run/host.sock", "run2/host.sock", "hard.sock"]')}`,
  },
  {name: 'unix sockets', script: connectTo('[process.env.UNIX_SOCKET, "\\0" + process.env.ABSTRACT_SOCKET]')},
  {
    name: 'sockets of an ssh agent and a container engine',
    script: `${connectTo('["ssh-agent.sock", "engine.sock"].map((name) => process.env.SECRETS + "/" + name)')}; env | grep -e SSH_AUTH_SOCK -e DOCKER_HOST && echo BREACH`,
  },
  {
    name: 'known sockets of the host',
    script:
      'ls -d /run/docker.sock /var/run/docker.sock /run/podman /run/containerd /run/dbus /run/systemd /run/user/*/bus /tmp/.X11-unix /tmp/.ICE-unix /tmp/ssh-* "$SSH_AUTH_SOCK" 2>/dev/null | grep . && echo BREACH',
  },
  {name: 'raw socket', script: opens('socket(my $ip, 2, 3, 1) || socket(my $all, 2, 3, 255)')},
  {name: 'packet socket', script: opens('socket(my $packet, 17, 3, 0) || socket(my $old, 2, 10, 0x300)')},
  {
    name: 'git with a transport that runs programs',
    script: 'cd /tmp && GIT_ALLOW_PROTOCOL=ext timeout 10 git clone "ext::sh -c echo% pwned% >$OUTSIDE/file" clone',
  },
])
