import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const repository = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/web'

/** The digest of an image that tests know by a short name. */
export function digest(name: string): string {
  return `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0')}`
}

export function nameOfDigest(text: string): string {
  return Buffer.from(text.slice('sha256:'.length), 'hex').toString().replaceAll('\0', '')
}

/** An nginx of its own; `location` is what it does with a request. */
function nginxConfig(folder: string, port: number, location: string): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 2;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 512; }
http {
  access_log off;
  ${kinds.map((kind) => `${kind}_temp_path ${folder}/temp-${kind};`).join(' ')}
  include ${folder}/conf.d/*.conf;
  server { listen 127.0.0.1:${port}; location / { ${location} } }
}
`
}

const folders = ['bin', 'kill', 'conf.d', 'containers', 'logs', 'docker-config', 'state']

export function copyTool(from: string, to: string): void {
  copyFileSync(from, to)
  chmodSync(to, 0o755)
}

/** Everything on the disk of a host but the upstream file. */
export function writeHostFiles(folder: string, port: number, isProxy: boolean): void {
  for (const each of folders) mkdirSync(join(folder, each))
  for (const tool of ['docker', 'aws']) {
    copyTool(join(import.meta.dirname, 'stand-in', `${tool}.sh`), join(folder, 'bin', tool))
  }
  const nginx = `#!/bin/sh\nPATH=/usr/sbin:/usr/local/sbin:/usr/bin\nexec nginx -c ${folder}/nginx.conf "$@"\n`
  writeFileSync(join(folder, 'bin', 'nginx'), nginx, { mode: 0o755 })
  writeFileSync(join(folder, 'password'), 'the-password')
  writeFileSync(
    join(folder, 'nginx.conf'),
    nginxConfig(folder, port, isProxy ? 'proxy_pass http://legacy-web;' : 'return 404;'),
  )
}
