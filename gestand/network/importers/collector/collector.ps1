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

$system   = Get-CimInstance Win32_ComputerSystem
$bios     = Get-CimInstance Win32_BIOS
$windows  = Get-CimInstance Win32_OperatingSystem
$case     = Get-CimInstance Win32_SystemEnclosure | Select-Object -First 1
$processor = Get-CimInstance Win32_Processor | Select-Object -First 1

# SMBIOS, table 7.4.1: the form of the case.
$form = switch ($true) {
    ($windows.ProductType -ne 1)                                            { 'server'; break }
    ($system.Model -match 'Virtual|VMware|KVM')                             { 'virtual'; break }
    ([bool]($case.ChassisTypes | Where-Object { $_ -in 8, 9, 10, 14, 31 })) { 'laptop'; break }
    ([bool]($case.ChassisTypes | Where-Object { $_ -in 30, 32 }))           { 'tablet'; break }
    ([bool]($case.ChassisTypes | Where-Object { $_ -in 3, 4, 5, 6, 7, 13, 15, 16, 35, 36 })) { 'desktop'; break }
    default                                                                 { 'other' }
}

$disks = @(Get-PhysicalDisk -ErrorAction SilentlyContinue | ForEach-Object {
    @{ model = "$($_.FriendlyName)"; size_bytes = [int64]$_.Size; kind = "$($_.MediaType)" }
})

$interfaces = @(Get-NetAdapter | Where-Object Status -eq 'Up' | ForEach-Object {
    $adapter = $_
    $settings = Get-NetIPConfiguration -InterfaceIndex $adapter.ifIndex -ErrorAction SilentlyContinue
    @{
        name        = "$($adapter.Name)"
        description = "$($adapter.InterfaceDescription)"
        mac         = "$($adapter.MacAddress)"
        kind        = if (-not $adapter.HardwareInterface) { 'other' } elseif ($adapter.PhysicalMediaType -match '802.11') { 'wireless' } else { 'wired' }
        gateways    = @(if ($settings) { @($settings.IPv4DefaultGateway) + @($settings.IPv6DefaultGateway) | Where-Object { $_ } | ForEach-Object { "$($_.NextHop)" } })
        dns         = @(Get-DnsClientServerAddress -InterfaceIndex $adapter.ifIndex -ErrorAction SilentlyContinue | ForEach-Object { $_.ServerAddresses })
        addresses   = @(Get-NetIPAddress -InterfaceIndex $adapter.ifIndex -ErrorAction SilentlyContinue |
            Where-Object { $_.PrefixOrigin -ne 'WellKnown' -and $_.SuffixOrigin -ne 'Random' } |
            ForEach-Object { @{ address = "$($_.IPAddress)"; prefix_length = [int]$_.PrefixLength; from_dhcp = ("$($_.PrefixOrigin)" -eq 'Dhcp') } })
    }
})

# The computer's own table of whom it spoke to lately. Nothing is asked of them.
$neighbours = @(Get-NetNeighbor -ErrorAction SilentlyContinue |
    Where-Object { $_.State -in 'Reachable', 'Stale', 'Permanent' -and $_.LinkLayerAddress -match '^[0-9A-F]{2}(-[0-9A-F]{2}){5}$' -and
                   $_.LinkLayerAddress -notmatch '^(FF-FF|01-00-5E|33-33)' } |
    ForEach-Object { @{ address = "$($_.IPAddress)"; mac = "$($_.LinkLayerAddress)" } })

$ports = @{}
Get-PrinterPort -ErrorAction SilentlyContinue | ForEach-Object {
    if ($_.PSObject.Properties['PrinterHostAddress']) { $ports[$_.Name] = "$($_.PrinterHostAddress)" }
}
$printers = @(Get-Printer -ErrorAction SilentlyContinue | Where-Object { $_.DriverName -notmatch 'Microsoft|OneNote|Fax' } | ForEach-Object {
    @{ name = "$($_.Name)"; driver = "$($_.DriverName)"; address = "$($ports[$_.PortName])" }
})

$computer = [ordered]@{
    host_name        = "$($system.Name)"
    domain           = "$($system.Domain)"
    make             = "$($system.Manufacturer)".Trim()
    model            = "$($system.Model)".Trim()
    serial_number    = "$($bios.SerialNumber)".Trim()
    form             = $form
    operating_system = "$($windows.Caption)".Trim()
    system_version   = "$($windows.Version)"
    installed_on     = $windows.InstallDate.ToString('yyyy-MM-dd')
    processor        = "$($processor.Name)".Trim()
    memory_bytes     = [int64]$system.TotalPhysicalMemory
    user_name        = ''
    disks            = $disks
}

$found = [ordered]@{
    format       = 'gestand-collector'
    version      = 1
    collected_at = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ')
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
$name = Join-Path $PWD "gestand-$($system.Name).json"
if ((Read-Host "Save this as $name ? y/N") -match '^[yj]') {
    [IO.File]::WriteAllText($name, $json, (New-Object Text.UTF8Encoding $false))
    Write-Host "Saved. Nothing was sent."
} else {
    Write-Host "Nothing was saved."
}
