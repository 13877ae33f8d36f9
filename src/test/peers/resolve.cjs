// Renovate takes a server for Bitbucket Cloud only by a name that begins with “api.”: this one is on this machine.
const dns = require('node:dns');
const lookup = dns.lookup;
dns.lookup = (name, options, callback) => lookup(name.endsWith('bitbucket.test') ? '127.0.0.1' : name, options, callback);
