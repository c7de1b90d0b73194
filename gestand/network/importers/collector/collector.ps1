<#
  Gestand: what this computer is and how it is connected.
  - It reads from this computer alone and sends nothing anywhere.
  - It changes nothing. It needs no administrator.
  - It shows what it found, and asks before it saves one file. Drop that file on the client's page in Gestand.
  - It reads no passwords, no documents, no list of programs.

  Run:  powershell -NoProfile -ExecutionPolicy Bypass -File collector.ps1
  Form of the file: collected.schema.json, version 1.
#>
#Requires -Version 5.1
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# What this Windows lacks (a service that is stopped, a part that is not installed) is left out; the rest goes on.
function Find-IfPresent([scriptblock]$Question) {
    try { & $Question } catch { Write-Host "Left out: $($_.Exception.Message)" }
}

# Numbers and names of Windows' own classes are read, not their words: those differ by language.
$system   = Get-CimInstance Win32_ComputerSystem
$bios     = Get-CimInstance Win32_BIOS
$windows  = Get-CimInstance Win32_OperatingSystem
$cases    = @(Get-CimInstance Win32_SystemEnclosure | ForEach-Object { $_.ChassisTypes })
$processor = Get-CimInstance Win32_Processor | Select-Object -First 1

# SMBIOS, table 7.4.1: the form of the case.
$form = switch ($true) {
    ($windows.ProductType -ne 1)                                { 'server'; break }
    ($system.Model -match 'Virtual|VMware|KVM')                 { 'virtual'; break }
    ([bool]($cases | Where-Object { $_ -in 8, 9, 10, 14, 31 })) { 'laptop'; break }
    ([bool]($cases | Where-Object { $_ -in 30, 32 }))           { 'tablet'; break }
    ([bool]($cases | Where-Object { $_ -in 3, 4, 5, 6, 7, 13, 15, 16, 35, 36 })) { 'desktop'; break }
    default                                                     { 'other' }
}

$disks = @(Find-IfPresent { Get-PhysicalDisk -ErrorAction SilentlyContinue } | ForEach-Object {
    @{ model = "$($_.FriendlyName)"; size_bytes = [int64]$_.Size; kind = "$($_.MediaType)" }
})

# NdisPhysicalMedium: 1 and 9 are Wi-Fi, 8 mobile internet, 10 Bluetooth. InterfaceOperationalStatus: 1 is up.
$interfaces = @(Find-IfPresent { Get-NetAdapter } | Where-Object { $_.InterfaceOperationalStatus -eq 1 } | ForEach-Object {
    $adapter = $_
    $number = $adapter.InterfaceIndex
    $medium = $adapter.NdisPhysicalMedium
    @{
        name        = "$($adapter.Name)"
        description = "$($adapter.InterfaceDescription)"
        mac         = "$($adapter.MacAddress)"
        kind        = if (-not $adapter.HardwareInterface -or $medium -in 8, 10) { 'other' } elseif ($medium -in 1, 9) { 'wireless' } else { 'wired' }
        gateways    = @(Get-NetRoute -InterfaceIndex $number -DestinationPrefix '0.0.0.0/0', '::/0' -ErrorAction SilentlyContinue |
            Where-Object { $_.NextHop -notin '0.0.0.0', '::' } | ForEach-Object { "$($_.NextHop)" } | Select-Object -Unique)
        # fec0:0:0:ffff:: is what Windows shows where no DNS server for IPv6 is set.
        dns         = @(Get-DnsClientServerAddress -InterfaceIndex $number -ErrorAction SilentlyContinue |
            ForEach-Object { $_.ServerAddresses } | Where-Object { $_ -and $_ -notlike 'fec0:0:0:ffff::*' } | ForEach-Object { "$_" })
        addresses   = @(Get-NetIPAddress -InterfaceIndex $number -ErrorAction SilentlyContinue |
            Where-Object { $_.PrefixOrigin -ne 'WellKnown' -and $_.SuffixOrigin -ne 'Random' } |
            ForEach-Object { @{ address = "$($_.IPAddress)"; prefix_length = [int]$_.PrefixLength; from_dhcp = ("$($_.PrefixOrigin)" -eq 'Dhcp') } })
    }
})

# The computer's own table of whom it spoke to lately. Nothing is asked of them.
$neighbours = @(Find-IfPresent { Get-NetNeighbor -ErrorAction SilentlyContinue } |
    Where-Object { $_.State -in 'Reachable', 'Stale', 'Permanent' -and $_.LinkLayerAddress -match '^[0-9A-F]{2}(-[0-9A-F]{2}){5}$' -and
                   $_.LinkLayerAddress -notmatch '^(FF-FF|01-00-5E|33-33)' } |
    ForEach-Object { @{ address = "$($_.IPAddress)"; mac = "$($_.LinkLayerAddress)" } })

$ports = @{}
Find-IfPresent { Get-PrinterPort -ErrorAction SilentlyContinue } | ForEach-Object {
    if ($_.PSObject.Properties['PrinterHostAddress']) { $ports[$_.Name] = "$($_.PrinterHostAddress)" }
}
# Programs that call themselves a printer are left out. "Microsoft IPP Class Driver" is a real printer.
$printers = @(Find-IfPresent { Get-Printer -ErrorAction SilentlyContinue } |
    Where-Object { $_.DriverName -notmatch 'Print To PDF|Microsoft XPS|Software Printer|OneNote|Remote Desktop|\bFax\b' } |
    ForEach-Object { @{ name = "$($_.Name)"; driver = "$($_.DriverName)"; address = "$($ports[[string]$_.PortName])" } })

$invariant = [Globalization.CultureInfo]::InvariantCulture

$computer = [ordered]@{
    host_name        = "$($system.Name)"
    domain           = "$($system.Domain)"
    make             = "$($system.Manufacturer)".Trim()
    model            = "$($system.Model)".Trim()
    serial_number    = "$($bios.SerialNumber)".Trim()
    form             = $form
    operating_system = "$($windows.Caption)".Trim()
    system_version   = "$($windows.Version)"
    installed_on     = if ($windows.InstallDate) { $windows.InstallDate.ToString('yyyy-MM-dd', $invariant) } else { '' }
    processor        = "$($processor.Name)".Trim()
    memory_bytes     = [int64]$system.TotalPhysicalMemory
    user_name        = ''
    disks            = $disks
}

$found = [ordered]@{
    format       = 'gestand-collector'
    version      = 1
    collected_at = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', $invariant)
    computer     = $computer
    interfaces   = $interfaces
    neighbours   = $neighbours
    printers     = $printers
}

if ($system.UserName -and (Read-Host "Note who is signed in ($($system.UserName))? y/N") -match '^[yj]') {
    $computer.user_name = "$($system.UserName)"
}
$json = $found | ConvertTo-Json -Depth 6
Write-Host $json
# The folder that one stands in, or the own documents where nothing may be written there.
$folders = @($PWD.ProviderPath, [Environment]::GetFolderPath('MyDocuments')) | Where-Object { $_ } | Select-Object -Unique
if ((Read-Host "Save this as gestand-$($system.Name).json? y/N") -match '^[yj]') {
    $saved = ''
    foreach ($folder in $folders) {
        $name = Join-Path $folder "gestand-$($system.Name).json"
        try {
            [IO.File]::WriteAllText($name, $json, (New-Object Text.UTF8Encoding $false))
            $saved = $name
            break
        } catch { Write-Host "Not in ${folder}: $($_.Exception.Message)" }
    }
    if ($saved) { Write-Host "Saved as $saved. Nothing was sent." } else { Write-Host 'Nothing was saved.' }
} else {
    Write-Host 'Nothing was saved.'
}
