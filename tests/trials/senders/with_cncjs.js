// A job by cncjs, run without its window: starts its server, talks to it as its page does.
// NODE_PATH=…/node_modules node with_cncjs.js PORT FILE FOLDER [hold] [dollars] [reset] [again] [hal]
const { spawn } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const io = require('socket.io-client')

const [port, file, folder, ...how] = process.argv.slice(2)
const listens = 18000 + (process.pid % 1000)
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000))
const has = (word) => how.includes(word)
let state = ''
let workflow = ''

async function token() {
  for (let turn = 0; turn < 60; turn += 1) {
    try {
      const answer = await fetch(`http://127.0.0.1:${listens}/api/signin`, { method: 'POST' })
      return (await answer.json()).token
    } catch {
      await wait(0.5)
    }
  }
  throw new Error('cncjs does not answer')
}

async function main() {
  fs.mkdirSync(folder, { recursive: true })
  const config = path.join(folder, 'cncrc.json')
  fs.writeFileSync(config, JSON.stringify({ secret: 'trial', state: { checkForUpdates: false } }))
  const program = require.resolve('cncjs/bin/cncjs')
  const server = spawn(process.execPath, [program, '-p', listens, '-H', '127.0.0.1', '-c', config], { stdio: 'inherit' })
  const socket = io(`http://127.0.0.1:${listens}`, { query: { token: await token() } })
  await new Promise((done) => socket.on('connect', done))
  socket.on('controller:state', (type, told) => { state = told?.status?.activeState ?? state })
  socket.on('workflow:state', (word) => { workflow = word })
  socket.on('serialport:read', (line) => { if (/error|ALARM/.test(line)) console.log(line) })
  socket.on('serialport:error', (...told) => console.log('port error', ...told))
  const say = (...words) => socket.emit('command', port, ...words)
  const open = async () => {
    socket.emit('open', port, { baudrate: 115200, controllerType: 'Grbl' })
    await wait(4)
  }
  await open()
  console.log('open', state)
  if (has('dollars')) {
    say('unlock')
    await wait(1)
    say('homing')
    await wait(5)
    for (const line of ['$$', '$#', '$I', '$C', '$C', '$100=253', 'G10 L20 P1 X0 Y0', '$J=G91 X5 F500']) {
      say('gcode', line)
      await wait(1.5)
    }
  }
  say('gcode:load', 'job', fs.readFileSync(file, 'utf8'))
  await wait(0.5)
  say('gcode:start')
  await wait(6)
  if (has('hold')) {
    say('gcode:pause')
    await wait(4)
    say('gcode:resume')
  }
  if (has('reset')) {
    say('gcode:stop', { force: true })
    await wait(1)
    say('reset')
    await wait(1)
    say('unlock')
  }
  for (let turn = 0; turn < 600 && !(workflow === 'idle' && state === 'Idle'); turn += 1) await wait(0.2)
  await wait(1)
  if (has('again')) {
    socket.emit('close', port)
    await wait(2)
    await open()
    console.log('open again', state)
  }
  console.log('end', workflow, state)
  socket.emit('close', port)
  await wait(1)
  server.kill()
  process.exit(workflow === 'idle' ? 0 : 1)
}

main().catch((problem) => { console.error(problem); process.exit(1) })
